"""One call's adoption: what to import to which address, which inputs that takes, and what keeps its power beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from zappa_iam.adopt.existing import Account, Held
from zappa_iam.catalog.arns import path_of
from zappa_iam.root_module import ModuleCall

GUIDE = "Zappa"
"""The prefix of the names that the guide gives."""
# Key of a managed policy in the module -> its name between the prefix and the project.
DEPLOYER = {"General": "UserGeneralPolicy", "S3": "UserS3Policy"}
ROLE = {"Role": "RolePolicy"}


class Import(NamedTuple):
    """An address within the module, and what AWS calls the thing."""

    to: str
    id: str


class Adoption(NamedTuple):
    """What one call takes over.

    `inputs` are arguments to write beside the call's own; `stays` are sentences on policies that the module does not
    know and that go on working; `owners` are the principals whose policies Terraform may own whole: kind and name.
    """

    call: ModuleCall
    imports: Sequence[Import]
    inputs: Mapping[str, Any]
    stays: Sequence[str]
    owners: Sequence[tuple[str, str]]


class ModuleNames(NamedTuple):
    """The names that the module gives, by its inputs `name` and `project_name`."""

    prefix: str
    suffix: str

    def of(self, middle: str) -> str:
        """The name of the thing."""
        return f"{self.prefix}{middle}{self.suffix}"


def prefixes(call: ModuleCall, account: Account) -> str | None:
    """The call's `name`: the guide's prefix, where something of the guide's is there by it."""
    names = ModuleNames(GUIDE, "")
    guide = any(account.policy(names.of(middle), call.path) for middle in (*DEPLOYER.values(), *ROLE.values()))
    return GUIDE if guide or account.group(names.of("Group")) else call.name


def adopted(call: ModuleCall, account: Account, own_bucket: bool, guide: bool) -> Adoption:
    """The adoption of the call, whose role is taken over where it is there.

    `own_bucket`: take over the bucket, too, else one that is there is left as it is. `guide`: keep the guide's
    policies.
    """
    names = _names(call)
    role, group = account.role(call.role_name), account.group(names.of("Group"))
    users = _users(names, group, account)
    bucket = account.bucket(call.bucket)
    call = call._replace(
        create_role=role is not None or call.create_role, create_bucket=_makes(call, bucket is not None, own_bucket)
    )
    inputs: dict[str, Any] = {"policy_profile": "guide"} if guide else {}
    if group and list(users) != [names.of("User")]:
        inputs["users"] = sorted(users)
    policies = {key: account.policy(names.of(middle), call.path) for key, middle in {**DEPLOYER, **ROLE}.items()}
    arns = {key: arn for key, arn in policies.items() if arn}
    imports = [
        *_role(call, role, arns),
        *(Import(f'aws_iam_policy.{"role" if key in ROLE else "deployer"}["{key}"]', arn) for key, arn in arns.items()),
        *_people(names, group, users, arns),
        *_bucket(call, bool(bucket and bucket.policy), bucket is not None),
    ]
    owners = [("role", call.role_name)] if role else []
    owners += [("group", names.of("Group"))] if group else []
    owners += [("user", name) for name in users]
    return Adoption(call, imports, inputs, list(_stays(call, role, group, users, names)), owners)


def _names(call: ModuleCall) -> ModuleNames:
    from slugify import slugify

    return ModuleNames(call.name or GUIDE, "" if call.name else f"-{slugify(call.project)}")


def _makes(call: ModuleCall, there: bool, own: bool) -> bool:
    """Whether the call makes, or takes over, the bucket."""
    return call.create_bucket and (own or not there)


def _users(names: ModuleNames, group: Held | None, account: Account) -> dict[str, Held]:
    """The users that are there: the group's, else the one that the module would make."""
    wanted = group.users if group else (names.of("User"),)
    return {name: held for name in wanted if (held := account.user(name))}


def _role(call: ModuleCall, role: Held | None, arns: Mapping[str, str]) -> Iterator[Import]:
    if not role:
        return
    yield Import("aws_iam_role.this[0]", call.role_name)
    for key, arn in arns.items():
        if key in ROLE and arn in (role.attached or {}).values():
            yield Import(f'aws_iam_role_policy_attachment.role["{key}"]', f"{call.role_name}/{arn}")


def _people(
    names: ModuleNames, group: Held | None, users: Mapping[str, Held], arns: Mapping[str, str]
) -> Iterator[Import]:
    if group:
        yield Import("aws_iam_group.this[0]", names.of("Group"))
        for key, arn in arns.items():
            if key in DEPLOYER and arn in (group.attached or {}).values():
                yield Import(f'aws_iam_group_policy_attachment.deployer["{key}"]', f"{names.of('Group')}/{arn}")
    for name, held in users.items():
        yield Import(f'aws_iam_user.this["{name}"]', name)
        if names.of("Group") in held.groups:
            yield Import(f'aws_iam_user_group_membership.this["{name}"]', f"{name}/{names.of('Group')}")


def _bucket(call: ModuleCall, policy: bool, there: bool) -> Iterator[Import]:
    if there and call.create_bucket:
        yield Import("aws_s3_bucket.this[0]", call.bucket)
        if policy:
            yield Import("aws_s3_bucket_policy.this[0]", call.bucket)


def _stays(
    call: ModuleCall, role: Held | None, group: Held | None, users: Mapping[str, Held], names: ModuleNames
) -> Iterator[str]:
    """A sentence for each policy that is not the module's and goes on working."""
    known = {names.of(middle) for middle in (*DEPLOYER.values(), *ROLE.values())}
    held = [("role", call.role_name, role), ("group", names.of("Group"), group)]
    held += [("user", name, each) for name, each in users.items()]
    for kind, name, each in held:
        for inline in each.inline if each else ():
            yield f"{kind} {name}: its inline policy {inline} stays and keeps its power"
        for policy, arn in (each.attached or {}).items() if each else ():
            if policy not in known or path_of(arn) != call.path:
                yield f"{kind} {name}: the attached policy {policy} stays and keeps its power"
        for other in each.groups if each else ():
            if other != names.of("Group"):
                yield f"{kind} {name}: is in the group {other}, too, and has its policies"
