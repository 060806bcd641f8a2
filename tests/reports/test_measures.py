"""The figures of policies, ours and others', and the tables of them, which say what is computed here."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conftest import Planned
from tests.shared.escalations import documents, methods
from tests.shared.made_recordings import lambda_call, recording
from tests.shared.pages import EVIDENCE, NEVER_RUN, Holds
from tests.shared.recorded_cases import PLANS_OF
from zappa_iam import aws_words, catalog, proof, requests
from zappa_iam.evidence import recordings
from zappa_iam.iam import Policy, Request
from zappa_iam.reports import evidence_tables, grades, measures, published
from zappa_iam.reports.grants import grants
from zappa_iam.reports.measures import PolicyMeasures

pytestmark = pytest.mark.one_terraform


OURS = "this module, default features"
KNOWN = frozenset({"s3:GetObject", "s3:GetBucketTagging", "s3:PutObject", "sns:Publish"})


def policy(*statements: tuple[list[str], list[str]]) -> Policy:
    """A policy of these actions on these resources."""
    allowed = [{"Effect": "Allow", "Action": actions, "Resource": on} for actions, on in statements]
    return Policy.parse({"Version": "2012-10-17", "Statement": allowed})


def measured(plan: dict[str, Planned]) -> dict[str, dict[str, PolicyMeasures]]:
    """Whose policies -> principal -> figures; ours are those that Terraform plans for one stage.

    Measured by every distinct request that any recorded version makes with the default features, and by all that the
    proof of those recordings denies.
    """
    planned = {to: documents(plan["recorded_default"], to) for to in evidence_tables.LABELS}
    ours = {to: [Policy.parse(document) for document in found] for to, found in planned.items()}
    columns = {OURS: ours, **published.policies(**published.RECORDED)}
    known = measures.actions_of([each for column in columns.values() for found in column.values() for each in found])
    default = [each for each in proof.recordings() if PLANS_OF[each.scenario] == ["recorded_default"]]
    proved = proof.prove(default, lambda _: {"recorded_default": ours}, catalog.load())
    requests = {to: [request for by, request in proved.distinct if by == to] for to in evidence_tables.LABELS}
    denied = proved.written.keys() | proved.derived.keys()
    corpus = {to: [request for by, request in denied if by == to] for to in evidence_tables.LABELS}
    found = {
        name: {to: measures.measure(policies, requests[to], corpus[to], known) for to, policies in column.items()}
        for name, column in columns.items()
    }
    escalations = {
        OURS: methods(planned["deployer"]).found,
        published.GUIDE: methods(documents(plan["guide"], "deployer")).found,
        published.ZAPPA: methods([json.loads(published.EXAMPLE.read_text(encoding="utf-8"))]).found,
    }
    for name, ways in escalations.items():
        found[name]["deployer"] = found[name]["deployer"]._replace(escalations=len(ways))
    return found


@pytest.mark.documents
def test_readme_has_the_features_as_they_are(proved: proof.Proof, holds: Holds) -> None:
    """The page's table of features is what `zappa-iam evidence table` prints, with what is proved of each."""
    wanted = evidence_tables.features(catalog.load(), recordings.read(recordings.versions()[-1]), proved)
    holds("features", wanted, EVIDENCE)


@pytest.mark.documents
def test_readme_has_the_comparison_as_it_is_measured(plan: dict[str, Planned], holds: Holds) -> None:
    """The page's comparison is what the planned policies, the recordings and the corpus come to."""
    holds("comparison", evidence_tables.comparison(measured(plan)), EVIDENCE)


@pytest.mark.documents
def test_readme_has_the_grades_as_they_are_counted(holds: Holds) -> None:
    """How many grants stand on AWS's own words, on its publications, and on guesses."""
    found = catalog.load()
    holds("grades", evidence_tables.grades(grades.counted(found, grades.grades(found))), EVIDENCE)


@pytest.mark.documents
def test_every_guess_is_on_the_page(holds: Holds) -> None:
    """Each row that is assumed is named, with what happens if it is wrong; they are rare."""
    rows = [row for row in requests.load() if row.grade == "assumed"]
    assert len(rows) <= len(list(requests.load())) / 50
    holds("assumed", evidence_tables.assumed(rows), NEVER_RUN)


@pytest.mark.documents
def test_page_says_of_which_actions_a_refusal_was_found(holds: Holds) -> None:
    """Found, looked for in vain, or new; no action is two of them."""
    assert aws_words.refused() & aws_words.in_vain() == set()
    granted = {grant.action for grant in grants(catalog.load())}
    holds("searched", evidence_tables.searched(granted, aws_words.refused(), aws_words.in_vain()), NEVER_RUN)


def test_an_action_that_nobody_looked_for_is_named() -> None:
    """A grant that is new is neither found nor missed."""
    text = evidence_tables.searched({"s3:A", "s3:B", "s3:C"}, {"s3:A", "s3:Z"}, {"s3:B"})
    assert text.startswith("Of the 3 actions")
    assert text.endswith("found none: `s3:B`. Not searched yet: `s3:C`.\n")


@pytest.mark.parametrize(
    ("statements", "written", "expanded"),
    [
        ([(["s3:GetObject"], ["*"])], 1, 1),
        ([(["s3:Get*"], ["*"])], 1, 2),
        ([(["s3:*", "S3:*"], ["*"]), (["s3:PutObject"], ["*"])], 2, 3),
        ([(["s3:CreateMultipartUpload"], ["*"])], 1, 0),
    ],
    ids=["plain", "prefix", "twice", "no_such_action"],
)
def test_width_counts_what_wildcards_come_to(
    statements: list[tuple[list[str], list[str]]], written: int, expanded: int
) -> None:
    """Names as written, in any case once; and the real actions that they allow, each once."""
    assert measures.width([policy(*statements)], KNOWN) == PolicyMeasures(written, expanded)


def test_figures_count_what_is_allowed_needed_and_denied() -> None:
    """One request of two is allowed, by two of the four parts; one forbidden request of two is denied."""
    found = measures.measure(
        [policy((["s3:GetObject", "s3:PutObject"], ["arn:aws:s3:::mine/*", "arn:aws:s3:::ours/*"]))],
        [Request("s3:GetObject", "arn:aws:s3:::mine/x"), Request("sns:Publish", "*")],
        [Request("s3:GetObject", "arn:aws:s3:::theirs/x"), Request("s3:PutObject", "arn:aws:s3:::ours/x")],
        KNOWN,
    )
    assert found == PolicyMeasures(2, 2, requests=2, allowed=1, parts=4, needed=2, corpus=2, denied=1)


def test_peers_are_as_wide_as_their_documents_say() -> None:
    """The guide: 43 actions that come to 122, and 21 that come to 559; two of Zappa's 61 names are no actions."""
    found = published.policies(**published.RECORDED)
    known = measures.actions_of(
        [each for theirs in found.values() for policies in theirs.values() for each in policies]
    )
    assert measures.width(found[published.GUIDE]["deployer"], known) == PolicyMeasures(43, 122)
    assert measures.width(found[published.GUIDE]["role"], known) == PolicyMeasures(21, 559)
    assert measures.width(found[published.ZAPPA]["deployer"], known) == PolicyMeasures(61, 59)


def test_peers_have_no_placeholder_left() -> None:
    """Every resource is a star or an ARN that a request could have."""
    for theirs in published.policies(**published.RECORDED).values():
        for policies in theirs.values():
            resources = {each for found in policies for statement in found.statements for each in statement.resources}
            assert not [each for each in resources if set(each) & set("[]<>{}")]


def test_calls_count_in_each_feature_and_once_in_all() -> None:
    """A call counts for each feature of its scenario, and what is derived for none."""
    calls = [lambda_call("GetAlias", "shop-dev"), lambda_call("GetAlias", "shop-dev", origin="derived")]
    whole: dict[str, Any] = {**recording(*calls), "features": ["events", "apigateway"]}
    whole = {**whole, "calls": [{"origin": "recorded", **call} for call in whole["calls"]]}
    lines = evidence_tables.features(catalog.load(), {"default": whole, "none": {**whole, "features": []}}).splitlines()
    counts = {line.split(" | ")[0].strip("| `*"): line.split(" | ")[1] for line in lines[2:]}
    assert (counts["core"], counts["events"], counts["apigateway"]) == ("2", "1", "1")
    assert counts["all, each counted once"] == "2"


def test_comparison_leaves_out_what_nobody_measured() -> None:
    """A row that all columns lack is no row; a cell that one column lacks is empty."""
    text = evidence_tables.comparison(
        {"a": {"deployer": PolicyMeasures(1, 2)}, "b": {"deployer": PolicyMeasures(3, 4, escalations=0)}}
    )
    assert text.splitlines() == [
        "|  | a | b |",
        "| --- | --- | --- |",
        "| deployer: actions written | 1 | 3 |",
        "| deployer: actions, wildcards expanded | 2 | 4 |",
        "| deployer: escalation methods |  | 0 |",
    ]
