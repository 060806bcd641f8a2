"""The plan cases: name -> a set of the module's inputs, beside those that all cases need. All are in one root."""

from __future__ import annotations

from typing import Any

from tests.shared.attacked_cases import ATTACKED
from tests.shared.level_cases import LEVELS
from tests.shared.longest_cases import EVERYTHING
from tests.shared.recorded_cases import RECORDED
from tests.shared.written_cases import CASES
from zappa_iam.module.planning import base, inputs, instances

ALL = CASES | RECORDED | EVERYTHING | LEVELS | ATTACKED


def blocks(cases: dict[str, dict[str, Any]], module: str) -> dict[str, Any]:
    """A root with one literal module block for each case."""
    return {**base(), "module": {name: {"source": module, **inputs(case)} for name, case in cases.items()}}


def root(cases: dict[str, dict[str, Any]], module: str) -> dict[str, Any]:
    """A root with all cases: the quickstart as it is written, the others as the `for_each` of one block."""
    modules: dict[str, Any] = {}
    if "quickstart" in cases:
        modules["quickstart"] = {"source": module, **inputs(cases["quickstart"])}
    if others := {key: case for key, case in cases.items() if key != "quickstart"}:
        modules["scenario"] = instances(others, module)
    return {**base(), "module": modules, "output": outputs(modules)}


def outputs(modules: dict[str, Any]) -> dict[str, Any]:
    """One root output for each module block: case -> the module's outputs."""
    return {
        name: {
            "value": f"${{module.{name}}}" if "for_each" in block else f"${{{{{name} = module.{name}}}}}",
            "sensitive": True,
        }
        for name, block in modules.items()
    }
