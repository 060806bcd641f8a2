"""What audit finds: nothing in policies of least privilege, and each thing that is taken away or added."""

from __future__ import annotations

import pytest

from tests.shared.audit_reports import of_kind
from tests.shared.audited import found, run_policy
from tests.shared.projects import CATALOG, PLANNED, project
from tests.shared.settings_files import CASES
from zappa_iam import audit, policies
from zappa_iam.audit import lacking
from zappa_iam.audit.granted import known
from zappa_iam.audit.names import ActionNames
from zappa_iam.audit.needs import needs
from zappa_iam.audit.written import written
from zappa_iam.cli.audited import stages_of
from zappa_iam.iam import Policy
from zappa_iam.policies.statements import VERSION

# Of the default features: what only a change of `tags` asks for, and one of two ways in which AWS may check a new API.
UNASKED = {("TagRestApi", f"apigateway:{method}") for method in ("DELETE", "POST", "PUT")}
UNASKED |= {("TagNewRestApi", "apigateway:PUT")}


def least(name: str, principal: str) -> list[Policy]:
    """What a plan's project needs, and no more."""
    held = policies.statements(project(PLANNED[name]), principal, CATALOG)
    return [Policy.parse({"Version": VERSION, "Statement": held}, name)]


@pytest.mark.parametrize("principal", ["deployer", "role"])
@pytest.mark.parametrize("name", ["quickstart", "every_project", "everything_longest", "recorded_certify", "china"])
def test_least_privilege_is_clean(name: str, principal: str) -> None:
    """In the module's own policies there is nothing to find, for the project that they are for."""
    case = project(PLANNED[name])
    documents = [audit.Document("ours", policy) for policy in least(name, principal)]
    report = audit.audit(documents, case, stages_of(case), principal, CATALOG)
    assert [each.message for each in report.findings] == []
    assert report.needed == report.met > 0


@pytest.mark.parametrize("name", [name for name in PLANNED if name.startswith("recorded_")])
def test_needs_are_met_by_what_terraform_plans(name: str) -> None:
    """Each recorded request, turned to a project's names, is one that the project's own policies allow."""
    case = project(PLANNED[name])
    for principal in ("deployer", "role"):
        asked = needs(case, stages_of(case), principal, CATALOG)
        assert [need for need in asked if not need.met(least(name, principal))] == []
        assert asked


OTHERS = [
    ("15-sources.json", "dev"),
    ("09-own-role.yaml", "pathed"),
    ("09-own-role.yaml", "by_name"),
    ("23-fleet.yaml", "west"),
    ("12-function-url.json", None),
]


@pytest.mark.parametrize(("case", "stage"), OTHERS)
@pytest.mark.parametrize("principal", ["deployer", "role"])
def test_policies_of_other_names_are_clean(case: str, stage: str | None, principal: str) -> None:
    """What `policy` prints for settings with names of their own, `audit` finds nothing in, for the same settings."""
    path = str(CASES / "rich" / case)
    chosen = ["--for", principal, "--account", "210987654321", *(["--stage", stage] if stage else [])]
    report = found("-", "--settings", path, *chosen, pipe=run_policy(path, *chosen))
    kept = [each for each in report["findings"] if "ZappaLambdaExecutionRole" not in each["message"]]
    assert kept == []
    assert report["summary"]["met"] > 0


def test_each_action_that_is_missing_is_found() -> None:
    """Ours less any one action: a finding names it, and the commands; what is lost in silence is said as such."""
    case = project(PLANNED["quickstart"])
    asked = needs(case, stages_of(case), "deployer", CATALOG)
    [policy] = least("quickstart", "deployer")
    silent = lacking.silent_denials()
    unfound = set()
    for place, statement in enumerate(policy.statements):
        for index, action in enumerate(statement.actions):
            mutant = policy.with_statement(place, statement.without_action(index))
            lacks = [each for each in lacking.lacking(asked, [mutant]) if each.about["statement"] == statement.sid]
            for each in lacks:
                assert each.about["action"] == action
                assert each.about["commands"]
                assert each.kind == ("silent" if (statement.sid, action) in silent else "lacking")
            unfound |= set() if lacks else {(statement.sid, action)}
    assert unfound == UNASKED


def test_a_queue_that_is_missing_is_found_by_its_name() -> None:
    """Of two queues in the settings, the one that the policy leaves out is named."""
    path = str(CASES / "rich" / "15-sources.json")
    made = run_policy(path, "--for", "role")
    less = made.replace("arn:aws:sqs:us-west-2:123456789012:parcels.fifo", "arn:aws:sqs:us-west-2:123456789012:other")
    assert made != less
    lacks = of_kind(found("-", "--settings", path, "--for", "role", pipe=less), "lacking")
    assert {each["about"]["action"] for each in lacks} >= {"sqs:ReceiveMessage", "sqs:DeleteMessage"}
    for each in lacks:
        assert each["about"]["resources"] == ["arn:aws:sqs:us-west-2:123456789012:parcels.fifo"]


def test_every_scope_is_of_a_type_that_its_action_has() -> None:
    """In no planned project a statement of ours names an action that is none, or can never match."""
    names = ActionNames(known())
    for name in PLANNED:
        for principal in ("deployer", "role"):
            assert list(written(least(name, principal), names)) == []
