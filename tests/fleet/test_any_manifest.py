"""Whatever a manifest holds, it is refused in lines, or rendered; it never ends in a trace."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import yaml
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from tests.shared.manifests import BLOG, SETTINGS, changed
from tests.shared.refused_manifests import known
from zappa_iam import fleet, settings
from zappa_iam.fleet import document
from zappa_iam.fleet.fleet import reader
from zappa_iam.fleet.places import Read

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
