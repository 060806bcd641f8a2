"""The rules for a grant: each refuses its breach in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shared.good_feature import GOOD, refusal_lines
from zappa_iam import catalog

# what is replaced in the good file, by what, and the one line that refuses it
BREACHES = {
    "unknown_action": (
        "lambda:GetAlias",
        "lambda:GetAliass",
        'unknown action "lambda:GetAliass"; did you mean lambda:GetAlias?',
    ),
    "action_pattern": (
        "lambda:GetAlias",
        "lambda:*",
        '"lambda:*" is a pattern; list the actions that Zappa calls, one by one',
    ),
    "unsupported_type": (
        '["functions"]',
        '["bucket"]',
        'lambda:GetAlias does not support resource type "s3:bucket" of scope "bucket"; it supports: lambda:function',
    ),
    "no_type_at_all": (
        "lambda:GetAlias",
        "cloudwatch:GetMetricStatistics",
        'cloudwatch:GetMetricStatistics does not support resource type "lambda:function" of scope "functions"; '
        "it supports: none, so it needs a wildcard with its reason",
    ),
    "unknown_scope": (
        '["functions"]',
        '["function"]',
        'unknown scope "function"; known: access_points, account_keys, ',
    ),
    "missing_why": (
        'why = "Tests need a statement that is good but for one thing."\n',
        "",
        "missing why; say in one sentence what in Zappa needs this",
    ),
    "empty_why": (
        "Tests need a statement that is good but for one thing.",
        "Because",
        "why is not a sentence; start with a capital",
    ),
    "missing_source": ('source = ["zappa/core.py Zappa.test"]\n', "", "missing source; name Zappa's file and symbol"),
    "wildcard_without_reason": (
        'scopes = ["functions"]',
        'wildcard = ""',
        "wildcard without reason; say in one sentence why AWS leaves no choice",
    ),
    "wildcard_true": ('scopes = ["functions"]', "wildcard = true", "wildcard without reason; say in one sentence"),
    "scopes_and_wildcard": (
        'scopes = ["functions"]',
        'scopes = ["functions"]\nwildcard = "AWS leaves no choice but this one."',
        "both scopes and wildcard; keep the scopes, or the wildcard with its reason",
    ),
    "neither": ('scopes = ["functions"]', "", "neither scopes nor wildcard; name a scope of scopes.toml"),
    "scope_of_another_feature": (
        '["lambda:GetAlias"]\nscopes = ["functions"]',
        '["sqs:SendMessage"]\nscopes = ["queues"]',
        'scope "queues" has what the user names for event_source_sqs; use it there, or give it `otherwise`',
    ),
    "given_nothing": (
        'scopes = ["functions"]',
        'scopes = ["functions"]\n'
        'conditions = [{ test = "StringLike", variable = "aws:CalledVia", values = ["{given}"] }]',
        '"{given}": the feature may have no value; add a required [feature.resources]',
    ),
    "unsorted": (
        '["lambda:GetAlias"]',
        '["lambda:GetPolicy", "lambda:GetAlias"]',
        "actions are not sorted or not unique",
    ),
    "repeated": (
        '["lambda:GetAlias"]',
        '["lambda:GetAlias", "lambda:GetAlias"]',
        "actions are not sorted or not unique",
    ),
    "unknown_key": ("scopes =", "scope =", "unknown key `scope`; remove it"),
    "unknown_condition_key": (
        'scopes = ["functions"]',
        'scopes = ["functions"]\nconditions = [{ test = "Bool", variable = "lambda:Colour", values = ["red"] }]',
        'unknown condition key "lambda:Colour"; see the service\'s authorization reference',
    ),
    "unknown_placeholder": (
        'scopes = ["functions"]',
        'scopes = ["functions"]\nconditions = [{ test = "Bool", variable = "lambda:Principal", values = ["{who}"] }]',
        "unknown placeholder {who}; known: partition, region",
    ),
}


def test_catalog_accepts_the_good_file(catalog_folder: Path) -> None:
    """The file that the refusals below start from is itself accepted."""
    (catalog_folder / "features" / "test.toml").write_text(GOOD)
    assert "test" in {feature.name for feature in catalog.load(catalog_folder, catalog_folder).features}


@pytest.mark.parametrize(("old", "new", "message"), BREACHES.values(), ids=BREACHES)
def test_catalog_refuses(catalog_folder: Path, old: str, new: str, message: str) -> None:
    """Each breach is one line: the file, the statement, what is wrong and what to do."""
    assert GOOD.count(old) == 1
    (catalog_folder / "features" / "test.toml").write_text(GOOD.replace(old, new))
    lines = refusal_lines(catalog_folder)
    assert any(line.startswith(f"features/test.toml: TestStatement: {message}") for line in lines), lines


def test_catalog_refuses_a_duplicate_sid(catalog_folder: Path) -> None:
    """A sid that another file has is refused with that file's name."""
    (catalog_folder / "features" / "test.toml").write_text(GOOD.replace("TestStatement", "ManageRules"))
    assert refusal_lines(catalog_folder) == [
        "features/test.toml: ManageRules: duplicate sid, first in features/events.toml; "
        "sids are unique in the catalog: rename one"
    ]


def test_catalog_reports_all_faults_at_once(catalog_folder: Path) -> None:
    """Two broken files give their lines in one go."""
    (catalog_folder / "features" / "test.toml").write_text(GOOD.replace("lambda:GetAlias", "lambda:*"))
    (catalog_folder / "features" / "toast.toml").write_text("[feature")
    lines = refusal_lines(catalog_folder)
    assert [line.split(":")[0] for line in lines] == ["features/toast.toml", "features/test.toml"]
