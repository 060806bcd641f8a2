"""The catalog's rules: what is committed is accepted, and each rule refuses its breach in one line."""

from __future__ import annotations

from pathlib import Path

import pytest
from botocore.loaders import Loader

from zappa_iam import catalog
from zappa_iam.catalog import CatalogError
from zappa_iam.catalog.arns import PARTITIONS

GOOD = """
[feature]
title = "Test"
why = "Tests need a feature that is good but for one thing."

[[deployer]]
sid = "TestStatement"
why = "Tests need a statement that is good but for one thing."
source = ["zappa/core.py Zappa.test"]
actions = ["lambda:GetAlias"]
scopes = ["functions"]
"""

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


def _refusal(folder: Path) -> list[str]:
    with pytest.raises(CatalogError) as error:
        catalog.load(folder, folder)
    return str(error.value).splitlines()


def test_catalog_accepts_what_is_committed() -> None:
    """The committed catalog loads, with its always-on features first."""
    loaded = catalog.load()
    assert [feature.name for feature in loaded.features[:1]] == ["core"]
    assert {"apigateway", "events"} <= {feature.name for feature in loaded.features if feature.about.default}


def test_catalog_refuses_a_need_that_nobody_can_meet(catalog_folder: Path) -> None:
    """What a feature needs is another feature that one chooses."""
    (catalog_folder / "features" / "test.toml").write_text(GOOD.replace('"Test"', '"Test"\nneeds = ["core"]', 1))
    said = 'features/test.toml: needs "core", which users cannot choose; name a feature that they can'
    with pytest.raises(CatalogError) as refused:
        catalog.load(catalog_folder, catalog_folder)
    assert str(refused.value) == said


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ('unless = "no_test"', "unless no_test: nothing is on by default; set `default` on one"),
        ('unless = "no_api"\nalways = true', "only a feature that users choose has `unless`; remove it"),
    ],
    ids=["no_default", "always_on"],
)
def test_catalog_refuses_a_word_that_misleads(catalog_folder: Path, written: str, message: str) -> None:
    """A word says no to a default, and to what one can choose."""
    (catalog_folder / "features" / "test.toml").write_text(GOOD.replace('"Test"', f'"Test"\n{written}', 1))
    assert _refusal(catalog_folder) == [f"features/test.toml: {message}"]


def test_catalog_refuses_a_pattern_of_one_partition(catalog_folder: Path) -> None:
    """An ARN that the user names is of the region's partition, whatever that is, and of none that AWS does not have."""
    taken = (
        '[feature.resources]\nwhat = "a key"\npattern = "^arn:aws[a-z-]*:kms$"\nexample = "arn:aws:kms"\nlongest = 20\n'
    )
    (catalog_folder / "features" / "test.toml").write_text(GOOD.replace("[[deployer]]", f"{taken}\n[[deployer]]", 1))
    said = "resources: the pattern accepts ARNs of one partition only; write arn:{partition}:"
    assert _refusal(catalog_folder) == [f"features/test.toml: {said}"]


def test_partitions_are_those_of_aws() -> None:
    """Each region that botocore knows of is of the partition that the module computes for it."""
    known = Loader().load_data("partitions")["partitions"]
    regions = {region: partition["id"] for partition in known for region in partition["regions"]}
    regions = {region: name for region, name in regions.items() if not region.endswith("-global")}
    ours = {
        region: next((name for prefix, name in PARTITIONS.items() if region.startswith(prefix)), "aws")
        for region in regions
    }
    assert len(regions) > 30
    assert ours == regions


def test_features_are_spelled_out_with_the_words_for_none() -> None:
    """What is written for a project has the word for each alternative of which it has none."""
    loaded = catalog.load()
    assert loaded.spelled_out(["vpc_config"]) == ["no_api", "no_events", "vpc_config"]
    assert loaded.spelled_out(["alb", "events"]) == ["alb", "events"]


def test_settings_lead_to_their_features() -> None:
    """A setting leads to the features that one chooses for it, and none that is itself called as a feature."""
    settings = catalog.load().settings
    assert settings["keep_warm"] == ["events"]
    assert settings["apigateway_version"] == ["apigateway", "apigateway_v2"]
    assert not {"events", "s3_bucket", "slim_handler"} & set(settings)


def test_catalog_accepts_the_good_file(catalog_folder: Path) -> None:
    """The file that the refusals below start from is itself accepted."""
    (catalog_folder / "features" / "test.toml").write_text(GOOD)
    assert "test" in {feature.name for feature in catalog.load(catalog_folder, catalog_folder).features}


@pytest.mark.parametrize(("old", "new", "message"), BREACHES.values(), ids=BREACHES)
def test_catalog_refuses(catalog_folder: Path, old: str, new: str, message: str) -> None:
    """Each breach is one line: the file, the statement, what is wrong and what to do."""
    assert GOOD.count(old) == 1
    (catalog_folder / "features" / "test.toml").write_text(GOOD.replace(old, new))
    lines = _refusal(catalog_folder)
    assert any(line.startswith(f"features/test.toml: TestStatement: {message}") for line in lines), lines


def test_catalog_refuses_a_duplicate_sid(catalog_folder: Path) -> None:
    """A sid that another file has is refused with that file's name."""
    (catalog_folder / "features" / "test.toml").write_text(GOOD.replace("TestStatement", "ManageRules"))
    assert _refusal(catalog_folder) == [
        "features/test.toml: ManageRules: duplicate sid, first in features/events.toml; "
        "sids are unique in the catalog: rename one"
    ]


def test_catalog_reports_all_faults_at_once(catalog_folder: Path) -> None:
    """Two broken files give their lines in one go."""
    (catalog_folder / "features" / "test.toml").write_text(GOOD.replace("lambda:GetAlias", "lambda:*"))
    (catalog_folder / "features" / "toast.toml").write_text("[feature")
    lines = _refusal(catalog_folder)
    assert [line.split(":")[0] for line in lines] == ["features/toast.toml", "features/test.toml"]


def test_catalog_refuses_a_scope_of_the_wrong_shape(catalog_folder: Path) -> None:
    """A pattern that is no ARN of its type is refused, as is a scope that nothing uses."""
    path = catalog_folder / "scopes.toml"
    path.write_text(path.read_text().replace("function:{function}:*", "funktion:{function}:*"))
    assert _refusal(catalog_folder)[0].startswith('scopes.toml: function_versions: "arn:{partition}:lambda:{region}')
    path.write_text(path.read_text().replace("funktion", "function") + '\n[spare]\ntype = "s3:bucket"\n')
    assert _refusal(catalog_folder)[0].startswith("scopes.toml: spare: ")


def test_catalog_index_survives_a_broken_cache(catalog_folder: Path) -> None:
    """A cache entry that is no JSON is made anew instead of believed."""
    (catalog_folder / "actions.json").write_text("{")
    first = catalog.load(catalog_folder, catalog_folder)
    assert (catalog_folder / "actions.json").read_text().splitlines()[1].startswith("[[")
    assert catalog.load(catalog_folder, catalog_folder) == first
