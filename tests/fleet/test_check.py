"""`zappa-iam fleet check`: every fault of a manifest at once, each in one line that says where it is and what to do."""

from __future__ import annotations

import copy
import functools
import json
from pathlib import Path
from typing import Any

import pytest
import tomlkit
import yaml
from botocore.session import get_session
from click.testing import CliRunner
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from tests.shared.manifests import BLOG, REMOVED, SETTINGS, SOUND, changed
from zappa_iam import catalog, fleet, settings
from zappa_iam.cli.main import main
from zappa_iam.fleet import document, facts, types
from zappa_iam.fleet.fleet import reader
from zappa_iam.fleet.places import Read

known = functools.cache(catalog.load)


def faults(value: Any, folder: Path, name: str = "fleet.yaml") -> list[str]:
    """The lines that the manifest is refused with; none where it is sound."""
    path = folder / name
    path.write_text(yaml.safe_dump(value, sort_keys=False), encoding="utf-8")
    try:
        fleet.load(path, known())
    except fleet.FleetError as error:
        return str(error).splitlines()
    return []


WITH_SETTINGS = [("projects/shop/settings", "zappa_settings.json"), ("projects/shop/stages", REMOVED)]
# What is changed -> a part of the line that it is refused with, behind file and line.
FAULTS: dict[str, tuple[list[tuple[str, Any]], str]] = {
    "unknown_key": ([("acounts", {})], "acounts: unknown key; did you mean accounts?"),
    "unknown_engine": (
        [("engines", ["jenkins"])],
        "engines[0]: 'jenkins' is none; write some of: 'atlantis', 'matrix'",
    ),
    "number_for_text": ([("accounts/live/id", 111111111111)], "accounts.live.id: is a number; write text in quotes"),
    "eleven_digits": ([("accounts/live/id", "11111111111")], "accounts.live.id: '11111111111' is not 12 digits"),
    "one_id_twice": ([("accounts/spare/id", "111111111111")], "accounts.spare.id: is the id of live, too"),
    "account_no_folder": (
        [("accounts/Live", SOUND["accounts"]["spare"] | {"id": "3" * 12})],
        "accounts.Live: is a folder's",
    ),
    "region_that_is_none": (
        [("accounts/live/regions", ["us-west-9", "us-west-2"])],
        "regions[0]: 'us-west-9' is no region",
    ),
    "region_twice": (
        [("accounts/spare/regions", ["us-west-2"] * 2)],
        "accounts.spare.regions[1]: us-west-2 is there twice",
    ),
    "two_partitions": (
        [("accounts/spare/regions", ["us-west-2", "cn-north-1"])],
        "accounts.spare.regions: are of the partitions aws and aws-cn",
    ),
    "unknown_account": (
        [("projects/shop/account", "life")],
        "projects.shop.account: unknown account life; did you mean live?",
    ),
    "no_account": ([("projects/shop/account", REMOVED)], "projects.shop: names no account"),
    "region_not_of_the_account": (
        [("projects/shop/regions", ["eu-north-1"])],
        "projects.shop.regions: eu-north-1 is no region of the account live",
    ),
    "no_region": ([("projects/shop/regions", REMOVED)], "projects.shop: dev: names no region; write regions"),
    "no_stages": ([("projects/shop/stages", REMOVED)], "projects.shop: names no stages"),
    "no_bucket": ([("projects/shop/bucket", REMOVED)], "projects.shop: names no bucket"),
    "bucket_refused": ([("projects/shop/bucket", "Shop")], "projects.shop: bucket: S3 refuses 'Shop'"),
    "unknown_feature": ([("projects/shop/features", ["apigatway"])], "projects.shop: features: unknown apigatway"),
    "feature_without_its_values": (
        [("projects/shop/features", ["apigateway", "events", "dead_letter"])],
        "projects.shop: resources: dead_letter works on nothing yet",
    ),
    "value_refused": (
        [
            ("projects/shop/features", ["apigateway", "events", "dead_letter"]),
            ("projects/shop/resources", {"dead_letter": ["orders"]}),
        ],
        "projects.shop: resources: dead_letter does not take 'orders'",
    ),
    "too_long_a_function": ([("projects/shop/stages", ["d" * 62])], "has over 64 characters, which Lambda refuses"),
    "unknown_pipeline": (
        [("projects/shop/pipelines", ["mian"])],
        "projects.shop.pipelines[0]: unknown pipeline mian; known: main",
    ),
    "pipeline_of_no_project": ([("projects/shop/pipelines", [])], "pipelines.main: no project names it"),
    "pipeline_without_a_stage": (
        [("pipelines/main/stages", ["production"])],
        "pipelines.main.stages: no place that names it has such a stage",
    ),
    "pipeline_of_nobody": (
        [("pipelines/main", {"grants": "deploy"})],
        "pipelines.main: nobody may assume it; write one of",
    ),
    "pipeline_of_two": (
        [("pipelines/main/gitlab", {"project": "acme/shop", "branches": ["main"]})],
        "pipelines.main: github and gitlab are not the same identity",
    ),
    "pipeline_of_anybody": (
        [("pipelines/main/github", {"repository": "acme/shop"})],
        "pipelines.main.github: any token of the issuer would do; write branches",
    ),
    "pipeline_unknown_key": (
        [("pipelines/main/github/branch", "main")],
        "pipelines.main.github.branch: unknown key; did you mean branches?",
    ),
    "pipeline_level": (
        [("pipelines/main/grants", "all")],
        "pipelines.main.grants: 'all' is no level; write one of: certify",
    ),
    "pipeline_without_its_feature": (
        [("pipelines/main/grants", "certify")],
        "projects.shop.pipelines: main grants certify, and the feature certify is off",
    ),
    "pipeline_type": ([("pipelines/main/stages", "dev")], "pipelines.main.stages: is text; write a list"),
    "pipeline_no_name": ([("pipelines/a b", SOUND["pipelines"]["main"])], "pipelines.a b: ends the names of roles"),
    "role_name_too_long": (
        [("pipelines/" + "m" * 50, SOUND["pipelines"]["main"]), ("projects/shop/pipelines", ["main", "m" * 50])],
        "has over 64 characters; shorten the pipeline, or name",
    ),
    "unknown_input": (
        [("inputs", {"bucket_version": True})],
        "inputs.bucket_version: unknown key; did you mean bucket_versioning?",
    ),
    "input_of_the_fleet": (
        [("projects/shop/inputs", {"stages": ["dev"]})],
        "inputs.stages: a fleet sets it itself; write stages",
    ),
    "input_type": ([("inputs", {"tags": {"team": 5}})], "inputs.tags.team: is a number; write text in quotes"),
    "placeholder": (
        [("names", {"role": "{projekt}-role"})],
        "names.role: unknown placeholder {projekt}; write some of: {project}",
    ),
    "placeholder_of_the_backend": (
        [("backend", {"s3": {"key": "{project}"}})],
        "backend.s3.key: unknown placeholder {project}; write some of: {account}",
    ),
    "one_state": (
        [("backend", {"s3": {"key": "x"}}), ("projects/blog", BLOG | {"account": "spare"})],
        "backend: spare us-west-2 and live us-west-2 have one state",
    ),
    "two_backends": ([("backend", {"s3": {}, "gcs": {}})], "backend: names several; write one"),
    "registry_address_of_a_folder": (
        [("module", "modules")],
        "module: is an address of a registry to Terraform; write ./modules",
    ),
    "no_module": ([("module", "./nowhere")], "module: ./nowhere is no folder of the module"),
    "roots_elsewhere": ([("roots", "/roots")], "roots: is no path from the manifest on"),
    "roots_right_here": ([("roots", "./x/..")], "roots: is the manifest's own folder; name one below it"),
    "names_in_an_account": (
        [
            ("projects/shop/regions", ["us-west-2", "eu-west-1"]),
            ("names", {"bucket": "{region}-shop"}),
            ("projects/shop/bucket", REMOVED),
        ],
        "both make role ShopRole, role ZappaDeployer-shop-main, policy ZappaUserGeneralPolicy-shop and 2 more; IAM's",
    ),
    "names_that_differ_in_case": (
        [("projects/blog", BLOG | {"role": "SHOPROLE"})],
        "both make role ShopRole; IAM's names",
    ),
    "one_user_twice": (
        [("projects/blog", BLOG | {"inputs": {"users": ["ci"]}}), ("projects/shop/inputs", {"users": ["CI"]})],
        "both make user ",
    ),
    "bucket_twice": (
        [("projects/blog", BLOG | {"account": "spare", "bucket": "shop-packages"})],
        "both make the bucket shop-packages",
    ),
    "bucket_of_another_account": (
        [("projects/blog", BLOG | {"account": "spare", "bucket": "shop-packages", "existing_bucket": True})],
        'the bucket shop-packages is made in live; write inputs: {bucket_account_id: "111111111111"}',
    ),
    "bucket_of_another_region": (
        [("projects/blog", BLOG | {"regions": ["eu-west-1"], "bucket": "shop-packages", "existing_bucket": True})],
        "the bucket shop-packages is made in us-west-2; name one in eu-west-1",
    ),
    "every_stage_and_a_longer_name": (
        [("projects/shop/stages", ["*"]), ("projects/shop-two", BLOG)],
        "* of shop and dev of shop-two are both shop-two-dev; name the stages in place of *",
    ),
    "one_function": (
        [("projects/shop/stages", ["two-dev"]), ("projects/shop-two", BLOG)],
        "two-dev of shop and dev of shop-two are both shop-two-dev; rename a stage",
    ),
    "a_project_outside_the_fleet": (
        [("accounts/live/other_projects", {"shop-dev": ["*"], "shop": ["x"]}), ("projects/shop/stages", ["dev-x"])],
        "dev-x of shop and * of shop-dev are both shop-dev-x; name the stages in place of *",
    ),
    "a_stage_in_two_places": (
        [
            (
                "projects/shop/places",
                [{"name": "one", "role": "one"}, {"name": "two", "role": "two", "existing_bucket": True}],
            ),
        ],
        "dev of shop and dev of shop are both shop-dev; leave the stage out of one of the places",
    ),
    "one_key": (
        [("projects/blog", BLOG), ("projects/shop/places", [{"name": "blog"}])],
        "shop and blog are both blog in their root; write another name",
    ),
    "every_project": ([("projects/*", BLOG)], "projects.*: a fleet's projects have names"),
    "log_roles": (
        [
            ("projects/shop/inputs", {"create_api_log_role": True}),
            ("projects/blog", BLOG | {"inputs": {"create_api_log_role": True}}),
        ],
        "create_api_log_role: blog sets it for all of live us-west-2",
    ),
    "roles_of_an_account": (
        [("accounts/live/held", {"roles": 999})],
        "accounts.live: the fleet makes 2 roles there beside the 999 that it holds, and IAM holds 1000",
    ),
    "policies_of_an_account": (
        [("accounts/live/quotas", {"policies": 2})],
        "accounts.live: the fleet makes 3 policies there, and IAM holds 2",
    ),
    "policies_of_a_role": (
        [("projects/shop/inputs", {"role_policy_arns": {str(n): f"arn:aws:iam::aws:policy/P{n}" for n in range(10)}})],
        "the role ShopRole gets 11 policies, and IAM attaches 10",
    ),
    "no_settings": ([("projects/shop/settings", "nowhere.json")], "projects.shop.settings: "),
    "settings_of_another": (
        [*WITH_SETTINGS, ("projects/blog", SOUND["projects"]["shop"] | {"settings": "zappa_settings.json"})],
        "projects.blog.settings: zappa_settings.json is of shop; name the project so, or another file",
    ),
    "stage_of_no_settings": (
        [*WITH_SETTINGS, ("projects/shop/stages", ["prod"])],
        "projects.shop.stages: no stage prod in zappa_settings.json; name some of: dev",
    ),
    "every_stage_of_settings": ([*WITH_SETTINGS, ("projects/shop/stages", ["*"])], "the settings say which there are"),
    "region_of_settings": (
        [*WITH_SETTINGS, ("projects/shop/regions", ["eu-west-1"])],
        "projects.shop.regions: dev: its aws_region is us-west-2; write that",
    ),
    "bucket_of_settings": (
        [*WITH_SETTINGS, ("projects/shop/bucket", "others")],
        "projects.shop.bucket: is others, and the settings say shop-packages",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_one_line_that_says_where(name: str, tmp_path: Path) -> None:
    """Each is found, on a line of the manifest, and says what to do behind a semicolon; the sound manifest has none."""
    (tmp_path / "zappa_settings.json").write_text(json.dumps(SETTINGS))
    (tmp_path / "modules").mkdir()
    changes, words = FAULTS[name]
    found = faults(changed(*changes), tmp_path)
    assert [line for line in found if words in line], found
    for line in found:
        assert line.startswith("fleet.yaml:"), line
        assert ";" in line, line


def test_sound_manifest_has_no_fault(tmp_path: Path) -> None:
    """What all the others are changes of."""
    assert faults(SOUND, tmp_path) == []


def test_faults_are_said_all_at_once_with_their_lines(tmp_path: Path) -> None:
    """One from each room of the checks, in the manifest's order; the line is that of the value."""
    bad = changed(
        ("accounts/live/regions", ["us-west-2", "mars-1"]),
        ("pipelines/main/github/branch", "x"),
        ("projects/shop/features", ["nope", "apigateway", "events"]),
        ("projects/blog", {"account": "nobody", "stages": ["dev"]}),
        ("engines", ["none"]),
    )
    found = faults(bad, tmp_path)
    text = (tmp_path / "fleet.yaml").read_text().splitlines()
    assert len(found) == 5
    numbers = [int(line.split(":")[1]) for line in found]
    assert numbers == sorted(numbers)
    for line, word in zip(found, ("mars-1", "branch", "shop", "account", "none"), strict=True):
        assert word in text[int(line.split(":")[1]) - 1], line


@pytest.mark.parametrize("suffix", [".toml", ".json"])
def test_toml_and_json_are_read_alike(suffix: str, tmp_path: Path) -> None:
    """The same manifest is sound, and the same fault is named by its path."""
    for value, count in ((SOUND, 0), (changed(("projects/shop/account", "x")), 1)):
        path = tmp_path / f"fleet{suffix}"
        path.write_text(tomlkit.dumps(value) if suffix == ".toml" else json.dumps(value))
        result = CliRunner().invoke(main, ["fleet", "check", str(path)])
        lines = [line for line in result.stderr.splitlines() if not line.startswith("warning: ")]
        assert (result.exit_code, len(lines)) == (count, count), result.output
        for line in lines:
            assert line.startswith(f"fleet{suffix}: projects.shop.account: unknown account x;")


WARNINGS: dict[str, tuple[list[tuple[str, Any]], str]] = {
    "rules_of_another": (
        [("projects/shop-dev-two", BLOG)],
        "projects.shop: who deploys dev of shop may change the event rules of shop-dev-two, as shop-dev-two-dev begins",
    ),
    "module_without_a_ref": ([("module", "git::https://example.com/x.git")], "module: names no ref"),
    "region_of_no_project": ([], "accounts.live.regions[1]: no project is in eu-west-1"),
    "stage_in_no_place": (
        [*WITH_SETTINGS, ("projects/shop/stages", ["dev"])],
        "projects.shop.settings: production of zappa_settings.json: in no place",
    ),
    "settings_that_use_another_role": (
        [*WITH_SETTINGS],
        "projects.shop.settings: dev: Zappa uses what is made here once zappa_settings.json says manage_roles = false, "
        'role_arn = "arn:aws:iam::111111111111:role/ShopRole"',
    ),
}


@pytest.mark.parametrize("name", WARNINGS)
def test_what_is_seldom_meant_is_warned_of(name: str, tmp_path: Path) -> None:
    """A line on standard error, and exit status 0."""
    two = SETTINGS | {"production": SETTINGS["dev"]}
    (tmp_path / "zappa_settings.json").write_text(json.dumps(two))
    changes, words = WARNINGS[name]
    (tmp_path / "fleet.yaml").write_text(yaml.safe_dump(changed(*changes)))
    result = CliRunner().invoke(main, ["fleet", "check", str(tmp_path / "fleet.yaml")])
    assert (result.exit_code, words in result.stderr) == (0, True), result.output
    assert all(line.startswith("warning: fleet.yaml:") for line in result.stderr.splitlines())


@pytest.mark.parametrize(
    ("placed", "named", "given"),
    [
        (["dev", "live"], None, None),
        (["dev", "live"], ["live", "other"], ["live"]),
        (["dev"], ["dev"], None),
        (["dev"], ["*"], None),
        (["*"], ["live"], ["live"]),
    ],
    ids=["all", "some", "the_same", "every", "of_every"],
)
def test_pipelines_get_the_stages_of_their_place(
    placed: list[str], named: list[str] | None, given: list[str] | None, tmp_path: Path
) -> None:
    """Those that both name; none are written where they are all that the place has."""
    path = tmp_path / "fleet.yaml"
    path.write_text(yaml.safe_dump(changed(("pipelines/main/stages", named), ("projects/shop/stages", placed))))
    [call] = fleet.load(path, known()).calls
    github = {"repository": "acme/shop", "branches": ["main"]}
    assert call.deployers == {"main": {"github": github, **({"stages": given} if given else {})}}


def test_files_of_no_use_end_in_a_line(tmp_path: Path) -> None:
    """Nothing, another format, no text, no table, two keys alike: each is one line and no trace."""
    cases = {
        "x.yaml": None,
        "x.txt": b"a",
        "y.yaml": b"\xff\xfe",
        "z.yaml": b"- a",
        "t.toml": b"a=",
        "u.yaml": b"a: 1\na: 2",
    }
    cases |= {
        "v.yaml": b"a: &a [*a]",
        "w.yaml": b"1: 2",
        "l.yaml": b'a: "\\ud800"',
        "n.yaml": b"a: .nan",
        "e.json": b"",
    }
    cases |= {"d.yaml": b"[" * 100_000, "big.yaml": b"a: " + b"9" * 5000, "date.yaml": b"a: 2026-01-01"}
    for name, content in cases.items():
        if content is not None:
            (tmp_path / name).write_bytes(content)
        result = CliRunner().invoke(main, ["fleet", "check", str(tmp_path / name)])
        assert result.exit_code == 1, (name, result.output, result.exception)
        assert 0 < result.stderr.count("\n") <= 3, (name, result.stderr)
        assert isinstance(result.exception, SystemExit)


def test_regions_are_those_of_the_sdk() -> None:
    """botocore's endpoints and partitions, less the names that stand for a whole partition."""
    session = get_session()
    found = {}
    for name, key in (("endpoints", "partition"), ("partitions", "id")):
        for partition in session.get_data(name)["partitions"]:
            for region in partition["regions"]:
                if not region.endswith("-global"):
                    found[region] = partition[key]
    assert dict(facts.regions()) == found


def test_terraform_types_are_read() -> None:
    """Collections in objects, and defaults of any form."""
    found = types.parse('map(object({ a = optional(list(string), ["x", f(1)]), b = set(number) c = optional(bool) }))')
    assert found.kind == "map"
    assert found.of
    assert {name: optional for name, (_, optional) in found.of.attributes.items()} == {"a": True, "b": False, "c": True}
    value = {"k": {"a": [1], "b": [True], "d": 1}}
    assert [each.at for each in types.faults(value, found, ())] == [("k", "a", 0), ("k", "b", 0), ("k", "d")]


words = st.sampled_from(
    ["", "*", "dev", "shop", "us-west-2", "{project}", "{x}", "a" * 80, "ü\n", "../x", "111111111111", "main"]
)
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | words | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(words | st.integers() | st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


def paths(value: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every value below a value, by the keys that lead there."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [(*above, key) for key, _ in pairs] + [path for key, each in pairs for path in paths(each, (*above, key))]


WHOLE = changed(
    ("projects/blog", BLOG | {"settings": "zappa_settings.json"}),
    ("projects/news", {"places": [BLOG | {"role": "r", "name": "n", "inputs": {"users": ["ci"]}}]}),
    ("names", {"bucket": "{account}-{project}", "role": "{project}", "name": "Z{project}"}),
    ("accounts/live/other_projects", {"old": ["*"]}),
    ("accounts/live/provider", {"profile": "{account}"}),
    ("engines", ["atlantis", "matrix", "terragrunt"]),
    ("inputs", {"tags": {"a": "b"}, "path": "/x/"}),
)


@given(st.data())
@effort(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_manifest_ends_in_a_trace(data: st.DataObject) -> None:
    """Anything in the place of anything is refused in lines, or rendered."""
    value = copy.deepcopy(WHOLE)
    for _ in range(data.draw(st.integers(1, 3))):
        *above, last = data.draw(st.sampled_from(paths(value) or [("x",)]))
        table: Any = value
        for key in above:
            table = table[key]
        table[last] = data.draw(junk)
    content = yaml.dump(value, sort_keys=False, Dumper=yaml.SafeDumper).encode("utf-8", "surrogatepass")

    def read(name: str) -> settings.Settings:
        return settings.parse(json.dumps(SETTINGS).encode(), ".json", Path("/nowhere/zappa_settings.json"))

    for line in refused(content, Path("fleet.yaml"), read):
        assert line.startswith("fleet.yaml")
        assert ": " in line


def refused(content: bytes, path: Path, read: Read) -> list[str]:
    """The lines that a manifest is refused with; where it is not, it is rendered."""
    try:
        found = fleet.fleet.fleet(document.parse(content, path), read, known())
    except fleet.FleetError as error:
        return str(error).splitlines()
    assert fleet.files(found, fleet.roots(found, "mark"), "mark")
    return []


@given(st.binary(max_size=200), st.sampled_from([".yaml", ".toml", ".json"]))
@effort(max_examples=100, deadline=None)
def test_no_content_ends_in_a_trace(content: bytes, suffix: str) -> None:
    """Bytes of any kind are refused in lines."""
    assert refused(content, Path(f"fleet{suffix}"), reader(Path("/nowhere")))
