"""The run: record with real Zappa, plan with real Terraform, decide."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from zappa_iam import catalog
from zappa_iam.catalog.model import Catalog
from zappa_iam.files import places
from zappa_iam.files.progress import Next
from zappa_iam.module import planning
from zappa_iam.own_scenarios.files import ScenarioFile, read
from zappa_iam.own_scenarios.findings import ScenarioVerdict, judge
from zappa_iam.recorder import checking, record


class ProveError(RuntimeError):
    """A scenario cannot be recorded or planned: where: what; what to do."""


STEPS = 3


def prove(paths: Sequence[Path], step: Next = lambda what: None) -> list[ScenarioVerdict]:
    """What comes of each file, in the order given. Raises FileError for files of no use, and ProveError.

    `step` is told of each of the STEPS as it begins.
    """
    if places.MODULE is None:
        raise ProveError("prove: needs a checkout, for Zappa's environments; run `make prove` in one")
    checking.check()
    found = catalog.load()
    given = read(paths, found)
    version = record.versions()[-1]
    with tempfile.TemporaryDirectory(prefix="zappa-iam-prove-") as place:
        folder = Path(place)
        recordings = folder / "recordings"
        planned = folder / "plan"
        recordings.mkdir()
        planned.mkdir()
        try:
            step(f"recording with Zappa {version}")
            record.record(version, recordings, files=tuple(it.path.resolve() for it in given))
            inputs = {str(n): _inputs(it, found) for n, it in enumerate(given)}
            step("planning the module")
            plans = planning.policies(inputs, places.MODULE, planned)
        except (record.RecordError, planning.PlanError) as error:
            raise ProveError(f"{str(error).strip().splitlines()[-1]}; fix the scenario") from None
        evidence = [json.loads((recordings / f"{it.scenario.name}.json").read_bytes()) for it in given]
    step("deciding every request")
    pairs = enumerate(zip(given, evidence, strict=True))
    return [judge(recording, plans[str(n)], it.features, found) for n, (it, recording) in pairs]


def _inputs(given: ScenarioFile, found: Catalog) -> dict[str, object]:
    """The module's inputs for the scenario, without bucket, group and users, which decide nothing here."""
    settings = given.scenario.settings
    return {
        "create_bucket": False,
        "users": [],
        "project_name": settings.get("project_name", "shop"),
        "stages": ["dev"],
        "bucket_name": settings.get("s3_bucket") or planning.REQUIRED["bucket_name"],
        "features": found.spelled_out(given.features),
        "resources": given.resources,
        "route53_enabled": bool(settings.get("route53_enabled", True)),
    }
