"""Names that may be there once: IAM's in an account, buckets' in a partition, states' in a backend."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import combinations

from zappa_iam.fleet import fault, filling
from zappa_iam.fleet.calls import FleetCall, values_of
from zappa_iam.fleet.fault import Fault
from zappa_iam.fleet.manifest import Manifest
from zappa_iam.fleet.naming import KINDS, MadeInIam

_ADVICE = (
    "IAM's names are unique in an account: write role and name at the places, or patterns in names, as in "
    'role: "{project}-{region}", name: "Zappa-{project}-{region}"'
)
Key = tuple[int, int]


def names(calls: Sequence[FleetCall], made: Sequence[MadeInIam]) -> Iterator[Fault]:
    """Things that two calls of one account would both make in IAM; names that differ in case alone are one."""
    owners: dict[tuple[str, str, str], list[int]] = {}
    for place, (call, each) in enumerate(zip(calls, made, strict=True)):
        for kind in KINDS:
            for name in getattr(each, kind):
                owners.setdefault((call.account, kind, name.lower()), []).append(place)
    pairs: dict[Key, list[str]] = {}
    for (_, kind, name), places in owners.items():
        for one, two in combinations(places[:3], 2):
            spelled = next(each for each in getattr(made[one], kind) if each.lower() == name)
            pairs.setdefault((one, two), []).append(f"{kind.removesuffix('s').replace('ie', 'y')} {spelled}")
    for (one, two), found in pairs.items():
        if one == two:
            yield Fault(calls[one].at, f"makes {fault.listed(found)} twice; {_ADVICE}")
            continue
        message = f"{calls[two].shown} and {calls[one].shown} both make {fault.listed(found)}; {_ADVICE}"
        yield Fault(calls[two].at, message)


def buckets(calls: Sequence[FleetCall]) -> Iterator[Fault]:
    """Buckets that two calls would make, or that a call uses otherwise than their maker allows."""
    makers: dict[tuple[str, str], FleetCall] = {}
    for call in calls:
        key = (call.project.partition, call.project.bucket)
        first = makers.get(key) if call.create_bucket else None
        if first:
            message = (
                f"{call.shown} and {first.shown} both make the bucket {call.project.bucket}, whose name is there once "
                "in the world; write another bucket, or existing_bucket: true at one of them"
            )
            yield Fault(call.at, message)
        elif call.create_bucket:
            makers[key] = call
    for call in calls:
        maker = makers.get((call.project.partition, call.project.bucket))
        if maker and not call.create_bucket:
            yield from _used(call, maker)


def _used(call: FleetCall, maker: FleetCall) -> Iterator[Fault]:
    """A bucket of another call: Lambda takes packages of its own region only, and the account is part of each grant."""
    if maker.project.region != call.project.region:
        message = (
            f"the bucket {call.project.bucket} is made in {maker.project.region}; name one in {call.project.region}"
        )
        yield Fault(call.at, message)
    if maker.project.account != (call.project.bucket_account or call.project.account):
        message = (
            f"the bucket {call.project.bucket} is made in {maker.account}; write inputs: "
            f'{{bucket_account_id: "{maker.project.account}"}}'
        )
        yield Fault(call.at, message)


def states(manifest: Manifest, roots: Sequence[tuple[str, str]]) -> Iterator[Fault]:
    """Roots that would write one state."""
    found: dict[str, tuple[str, str]] = {}
    for account, region in roots if manifest.head.backend else ():
        values = values_of(account, manifest.accounts[account], region)
        text = json.dumps(filling.filled(manifest.head.backend, values), sort_keys=True)
        first = found.setdefault(text, (account, region))
        if first != (account, region):
            message = (
                f"{account} {region} and {' '.join(first)} have one state; write {{account}} and {{region}} into its "
                "key, as in zappa/{account}/{region}.tfstate"
            )
            yield Fault(("backend",), message)


def ids(manifest: Manifest) -> Iterator[Fault]:
    """Accounts that are one."""
    seen: dict[str, str] = {}
    for name, account in manifest.accounts.items():
        if account.id in seen:
            yield Fault(("accounts", name, "id"), f"is the id of {seen[account.id]}, too; write each account once")
        seen.setdefault(account.id, name)
