"""Module calls of a fleet: one for each place of a project, with everything that the module is given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from zappa_iam import policies, root_module
from zappa_iam.catalog.arns import partition
from zappa_iam.catalog.model import Catalog
from zappa_iam.fleet import filling, said
from zappa_iam.fleet.fault import Fault, Path
from zappa_iam.fleet.inputs import Inputs
from zappa_iam.fleet.manifest import Manifest
from zappa_iam.fleet.places import ProjectPlace
from zappa_iam.fleet.shapes import AccountTable


class FleetCall(NamedTuple):
    """One module call; `application` are statements of the settings that the execution role gets beside Zappa's own.

    `at` is its place in the manifest, `account` the account's name there, `key` what its instance of the module is
    called in its root; `partly` names the features that only some of the stages use.
    """

    at: Path
    account: str
    key: str
    project: policies.Project
    create_role: bool
    create_bucket: bool
    inputs: Mapping[str, Any]
    deployers: Mapping[str, Any]
    partly: Mapping[str, list[str]]
    application: list[Mapping[str, Any]]

    @property
    def root(self) -> tuple[str, str]:
        """Account and region, whose root it is in."""
        return self.account, self.project.region

    @property
    def shown(self) -> str:
        """The call in a message."""
        return f"{self.project.name} in {self.account} {self.project.region}"


def values_of(name: str, account: AccountTable, region: str, project: str = "") -> dict[str, str]:
    """What each placeholder stands for at a place."""
    found = {"account": name, "account_id": account.id, "partition": partition(region), "region": region}
    return {**found, "project": project} if project else found


class Gathering(NamedTuple):
    """What calls are made from, and where their faults and warnings go."""

    manifest: Manifest
    inputs: Inputs
    catalog: Catalog
    faults: list[Fault]
    warnings: list[Fault]

    def call(self, place: ProjectPlace) -> FleetCall | None:
        """The place's call; None, and a fault, where it would take several, or where something is not said."""
        account = self.manifest.accounts[place.account]
        values = values_of(place.account, account, place.region, place.project)
        found = None
        if place.found:
            found = said.from_settings(place, self.manifest, values, self.catalog, self.faults)
            if found is None:
                return None
        project = self._project(place, values, found)
        if project is None:
            return None
        return FleetCall(
            at=place.at,
            account=place.account,
            key=(place.said.name if place.at[2:] else None) or place.project,
            project=project,
            create_role=not place.value("existing_role"),
            create_bucket=not place.value("existing_bucket"),
            inputs=self._inputs(place, values, found),
            deployers=dict(said.deployers_of(place, self.manifest, values, self.faults)),
            partly=found.partly if found else {},
            application=said.application_of(place, self.faults),
        )

    def _inputs(
        self, place: ProjectPlace, values: Mapping[str, str], found: root_module.ModuleCall | None
    ) -> dict[str, Any]:
        """The inputs that are sound; the path is the settings' where nobody else says one."""
        given: dict[str, Any] = filling.filled(self.inputs.sound(place.inputs), values)
        if found and found.path != "/":
            given.setdefault("path", found.path)
        return given

    def _project(
        self, place: ProjectPlace, values: Mapping[str, str], found: root_module.ModuleCall | None
    ) -> policies.Project | None:
        names = {"bucket": found.bucket if found else None, "name": None}
        bucket, name = (said.name_of(place, self.manifest, *pair, values, self.faults) for pair in names.items())
        role = said.role_of(place, self.manifest, values, found, self.faults)
        if not bucket:
            message = "names no bucket; write bucket, or a pattern of them in names, as in acme-{account}-{project}"
            self.faults.append(Fault(place.at, message))
            return None
        if found:
            self.warnings.extend(said.unused(place, found._replace(role_name=role, bucket=bucket)))
        features = {*(found.features if found else []), *said.features_of(place, self.catalog, found)}
        inputs = self._inputs(place, values, found)
        return policies.Project(
            account=values["account_id"],
            region=place.region,
            bucket=bucket,
            role=role,
            name=place.project,
            stages=tuple(place.stages),
            features=tuple(self.catalog.spelled_out(features)),
            resources=said.resources_of(place, values, found),
            path=inputs.get("path") or "/",
            bucket_key=inputs.get("bucket_kms_key_arn"),
            bucket_account=inputs.get("bucket_account_id"),
            route53=inputs.get("route53_enabled") is not False,
            prefix=name or None,
        )
