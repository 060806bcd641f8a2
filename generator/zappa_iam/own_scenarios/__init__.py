"""Prove: does the module allow what a project asks for? Scenario files, recorded with real Zappa and decided.

    found = own_scenarios.prove([Path("shop.toml")])
    found[0].findings

Comes in: scenario files, in the form of `recorder/scenarios`, from anywhere. Goes out: for each file how many requests
Zappa makes, and each that the planned policies deny, or that no row of operations/*.toml knows.
"""

from zappa_iam.own_scenarios.files import FileError, ScenarioFile, read
from zappa_iam.own_scenarios.findings import ScenarioFinding, ScenarioVerdict
from zappa_iam.own_scenarios.run import STEPS, ProveError, prove

__all__ = ["STEPS", "FileError", "ProveError", "ScenarioFile", "ScenarioFinding", "ScenarioVerdict", "prove", "read"]
