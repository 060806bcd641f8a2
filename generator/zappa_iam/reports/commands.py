"""Commands: which commands of Zappa ask for which action of which of the deployer's statements, by the recordings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from zappa_iam.audit.given import KEY, recorded_values
from zappa_iam.audit.recorded import spoken
from zappa_iam.catalog.model import Catalog
from zappa_iam.evidence.recordings import PAIRS, Names
from zappa_iam.iam import Policy
from zappa_iam.policies import Project, statements
from zappa_iam.policies.statements import VERSION
from zappa_iam.proof import RecordedRequests, allowing, phases
from zappa_iam.recorder.scenario import Scenario, load_scenarios

BUCKET_KEY = KEY.replace("11111111", "22222222")
BEHIND = {"kms:Decrypt": {"s3:GetObject", "s3:PutObject"}, "kms:GenerateDataKey": {"s3:PutObject"}}
"""What AWS asks for as the deployer, and the requests of theirs behind which it does: S3 uses the bucket's key.

An upload in parts is decrypted as it is put together: https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html
"""


class RequestByCommand(NamedTuple):
    """One request as the catalog sees it: its action, the statements that allow it, and the command that makes it."""

    action: str
    sids: frozenset[str]
    command: str


def asked(catalog: Catalog, recordings: Iterable[RecordedRequests]) -> dict[str, dict[str, dict[str, list[str]]]]:
    """Feature -> sid -> action -> commands, sorted.

    Where several statements allow a request, and one of them is needed for the same command and action anyway, it is
    that one's; else the first in the catalog's order.
    """
    owner = {each.sid: feature.name for feature in catalog.features for each in feature.deployer}
    place = {sid: number for number, sid in enumerate(owner)}
    found = {each for each in _found(catalog, recordings) if each.sids}
    named: set[tuple[str, str, str]] = set()
    for each in sorted(found, key=lambda it: (len(it.sids), *sorted(it.sids), it.action, it.command)):
        mine = {(sid, each.action, each.command) for sid in each.sids}
        if mine.isdisjoint(named):
            named.add(min(mine, key=lambda it: place[it[0]]))
    table: dict[str, dict[str, dict[str, list[str]]]] = {}
    for sid, action, command in sorted(named):
        table.setdefault(owner[sid], {}).setdefault(sid, {}).setdefault(action, []).append(command)
    return table


def _found(catalog: Catalog, recordings: Iterable[RecordedRequests]) -> Iterator[RequestByCommand]:
    """Every request of the deployer's, those that AWS makes as the deployer by the commands that they are behind."""
    policies = dict(_policies(catalog))
    direct: dict[str, set[str]] = {}
    behind: set[RequestByCommand] = set()
    for recording in recordings:
        held = [policies[recording.scenario]]
        for call, request in recording.cases:
            if call.principal != "deployer":
                continue
            found = RequestByCommand(request.action, frozenset(allowing(held, request)), spoken(call.command))
            if call.command.startswith("(aws) "):
                behind.add(found)
            else:
                direct.setdefault(found.action, set()).add(found.command)
                yield found
    for found in behind:
        for action in BEHIND[found.action]:
            yield from (found._replace(command=command) for command in direct[action])


def _policies(catalog: Catalog) -> Iterator[tuple[str, Policy]]:
    """Each scenario, or phase of one, with what the deployer is granted there."""
    for scenario in load_scenarios().values():
        if scenario.bundle != PAIRS:
            for name, phase in zip(phases.names(scenario), phases.phases(scenario), strict=True):
                granted = statements(_project(scenario, phase), "deployer", catalog)
                yield name, Policy.parse({"Version": VERSION, "Statement": granted}, name)


def _project(scenario: Scenario, phase: phases.Phase) -> Project:
    usual = Names()
    named = {name: tuple(values) for name, values in phase.resources.items()}
    resources = named if scenario.lived else recorded_values(scenario)
    return Project(
        account=usual.account,
        region=usual.region,
        bucket=phase.bucket or usual.bucket,
        role=phase.role or usual.role,
        name=scenario.settings["project_name"],
        stages=("dev",),
        features=phase.features,
        resources={name: values for name, values in resources.items() if name in phase.features},
        bucket_key=BUCKET_KEY if "bucket_kms_key" in phase.features else None,
        route53="certify" not in phase.features or "route53" in phase.features,
    )
