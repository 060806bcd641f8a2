"""The catalog: what is committed is accepted; features and scopes that mislead are refused in one line."""

from __future__ import annotations

from pathlib import Path

import pytest
from botocore.loaders import Loader

from tests.shared.good_feature import GOOD, refusal_lines
from zappa_iam import catalog
from zappa_iam.catalog import CatalogError
from zappa_iam.catalog.arns import PARTITIONS


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
    assert refusal_lines(catalog_folder) == [f"features/test.toml: {message}"]


def test_catalog_refuses_a_pattern_of_one_partition(catalog_folder: Path) -> None:
    """An ARN that the user names is of the region's partition, whatever that is, and of none that AWS does not have."""
    taken = (
        '[feature.resources]\nwhat = "a key"\npattern = "^arn:aws[a-z-]*:kms$"\nexample = "arn:aws:kms"\nlongest = 20\n'
    )
    (catalog_folder / "features" / "test.toml").write_text(GOOD.replace("[[deployer]]", f"{taken}\n[[deployer]]", 1))
    said = "resources: the pattern accepts ARNs of one partition only; write arn:{partition}:"
    assert refusal_lines(catalog_folder) == [f"features/test.toml: {said}"]


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


def test_catalog_refuses_a_scope_of_the_wrong_shape(catalog_folder: Path) -> None:
    """A pattern that is no ARN of its type is refused, as is a scope that nothing uses."""
    path = catalog_folder / "scopes.toml"
    path.write_text(path.read_text().replace("function:{function}:*", "funktion:{function}:*"))
    assert refusal_lines(catalog_folder)[0].startswith(
        'scopes.toml: function_versions: "arn:{partition}:lambda:{region}'
    )
    path.write_text(path.read_text().replace("funktion", "function") + '\n[spare]\ntype = "s3:bucket"\n')
    assert refusal_lines(catalog_folder)[0].startswith("scopes.toml: spare: ")


def test_catalog_index_survives_a_broken_cache(catalog_folder: Path) -> None:
    """A cache entry that is no JSON is made anew instead of believed."""
    (catalog_folder / "actions.json").write_text("{")
    first = catalog.load(catalog_folder, catalog_folder)
    assert (catalog_folder / "actions.json").read_text().splitlines()[1].startswith("[[")
    assert catalog.load(catalog_folder, catalog_folder) == first
