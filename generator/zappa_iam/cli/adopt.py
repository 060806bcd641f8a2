"""`zappa-iam adopt`: from what exists already to a root module whose plan destroys and replaces nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from zappa_iam import adopt, catalog, root_module, settings
from zappa_iam.adopt.account import AccountReader
from zappa_iam.adopt.named import Named
from zappa_iam.catalog.arns import partition
from zappa_iam.catalog.model import Catalog
from zappa_iam.cli import new_root
from zappa_iam.root_module.calls import statements

_NAMES = "Something that exists, as in role=ZappaDjangoRole or user=ci; then no account is read. Kinds: "


@click.command("adopt")
@new_root.options
@click.option("--profile", help="AWS profile to read the account with.")
@click.option("--names", multiple=True, help=_NAMES + "role, group, user, policy, bucket.")
@click.option("--own-bucket", is_flag=True, help="Take over the bucket too; default: use it unchanged.")
@click.option("--guide", is_flag=True, help="Keep the guide's policies as they are; default: least privilege.")
@click.option("--exclusive", is_flag=True, help="Detach and delete policies that are not the module's.")
def adopt_command(
    path: Path | None,
    only: tuple[str, ...],
    region: str | None,
    bucket: str | None,
    account: str | None,
    profile: str | None,
    names: tuple[str, ...],
    own_bucket: bool,
    guide: bool,
    exclusive: bool,
    **where: Any,
) -> None:
    """Write the Terraform for a project whose role, policies, group, users and bucket are there already.

    SETTINGS is the zappa_settings file; default: the one that Zappa would take in this folder. The account is only
    read.
    """
    place = new_root.Target(**where)
    try:
        found, known = new_root.read(path, only), catalog.load()
        new_root.refuse(found)
        found = found._replace(warnings=[*found.warnings, *settings.refused_by_module(found, known)])
        answers = new_root.asked(found, root_module.Answers(region, bucket, account))
        there = _account(names, account, profile, found, answers)
        if isinstance(there, AccountReader):
            answers = answers._replace(account=_same(account, there.id))
        calls = _calls(found, there, answers, known, place)
        adoptions = [adopt.adopted(call, there, own_bucket, guide) for call in calls]
        _finish(found, known, adoptions, place, exclusive)
    except (*new_root.FAULTS, adopt.AdoptError) as error:
        click.echo(str(error), err=True)
        raise SystemExit(2) from None


def _account(
    names: Sequence[str],
    account: str | None,
    profile: str | None,
    found: settings.Settings,
    answers: root_module.Answers,
) -> adopt.Account:
    """Read the account, or take what the user says of it."""
    first = next(iter(found.stages.values()))
    region = first.region or answers.region
    if not names:
        return AccountReader(profile, region)
    known = account or next((stage.account for stage in found.stages.values() if stage.account), None)
    if known is None:
        raise adopt.AdoptError("--names: in which account? add --account, its twelve digits")
    return Named(names, known, partition(region or ""))


def _same(wanted: str | None, found: str) -> str:
    if wanted not in (None, found):
        raise adopt.AdoptError(f"--account: the credentials are of account {found}, not {wanted}; use the other's")
    return found


def _calls(
    found: settings.Settings, there: adopt.Account, answers: root_module.Answers, known: Catalog, place: new_root.Target
) -> list[root_module.ModuleCall]:
    """The module calls with the roles that exist. The first call takes over what the guide made once for an account."""
    calls = root_module.calls(adopt.with_their_roles(found.stages.values(), there), answers, known)
    told = [
        call._replace(policies=[each for name in call.stages for each in statements(found.stages[name])])
        for call in calls
    ]
    first, *others = new_root.application(found, told, place.application)
    return [first._replace(name=adopt.prefixes(first, there)), *others]


def _finish(
    found: settings.Settings,
    known: Catalog,
    adoptions: Sequence[adopt.Adoption],
    place: new_root.Target,
    exclusive: bool,
) -> None:
    """Write the adopted resources, and say which policies stay beside them."""
    files = adopt.files(adoptions, place.module, exclusive)
    if exclusive and not place.force and (place.folder / "main.tf").exists():
        # It was adopted before, and perhaps changed since: add only the one file.
        files = {name: text for name, text in files.items() if name == "exclusive.tf"}
        place = place._replace(source=place.module)
    new_root.finish(found, [each.call for each in adoptions], files, known, place)
    count = sum(len(each.imports) for each in adoptions)
    click.echo(f"\nimports.tf: {count} taken over" + ("" if count else "; nothing is there, so `init` does as well"))
    until = " until the plan is applied" if exclusive else "; --exclusive takes it away"
    for line in (line for each in adoptions for line in each.stays):
        click.echo(f"warning: {line}{until}")
    click.echo(f"\nNext: terraform -chdir={place.folder} init && terraform -chdir={place.folder} plan")
