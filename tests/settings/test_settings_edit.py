"""Editing settings files: what was asked for changes, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from zappa_iam.settings import edit
from zappa_iam.settings.edit import EditError
from zappa_iam.settings.reading import tables_of

CHANGE = {"dev": {"manage_roles": False, "role_arn": "arn:aws:iam::123456789012:role/Shop"}}

# What a file holds, and what it holds afterwards, letter for letter.
FILES: dict[str, tuple[str, str, str]] = {
    "json": (
        ".json",
        '{\n    "dev": {\n        "project_name": "shop",\n        "manage_roles": true\n    }\n}\n',
        '{\n    "dev": {\n        "role_arn": "arn:aws:iam::123456789012:role/Shop",\n        "project_name": "shop",\n'
        '        "manage_roles": false\n    }\n}\n',
    ),
    "one_line": (
        ".json",
        '{"dev": {"project_name": "shop"}}',
        '{"dev": {"manage_roles": false, "role_arn": "arn:aws:iam::123456789012:role/Shop", "project_name": "shop"}}',
    ),
    "empty": (
        ".json",
        '{"dev": {}}',
        '{"dev": {"manage_roles": false, "role_arn": "arn:aws:iam::123456789012:role/Shop"}}',
    ),
    "comments": (
        ".json",
        "{\n  // stages\n  dev: { # the first\n    manage_roles: true // really\n    /* more */ tags: {a: {b: 1}}\n"
        "    words: it's, not a list ]\n  },\n}\n",
        "{\n  // stages\n  dev: { # the first\n    manage_roles: false // really\n    /* more */ tags: {a: {b: 1}}\n"
        "    words: it's, not a list ]\n  },\n}\n",
    ),
    "windows": (
        ".json",
        '{\r\n  "dev": {\r\n    "a": 1\r\n  }\r\n}\r\n',
        '{\r\n  "dev": {\r\n    "manage_roles": false,\r\n    "role_arn": "arn:aws:iam::123456789012:role/Shop",\r\n'
        '    "a": 1\r\n  }\r\n}\r\n',
    ),
    "toml": (
        ".toml",
        '# all\n[dev]\nproject_name = "shop" # ours\nmanage_roles = true\n\n[dev.tags]\na = "b"\n',
        '# all\n[dev]\nproject_name = "shop" # ours\nmanage_roles = false\n'
        'role_arn = "arn:aws:iam::123456789012:role/Shop"\n\n[dev.tags]\na = "b"\n',
    ),
    "yaml": (
        ".yml",
        "# all\ndev:\n  project_name: shop # ours\n  manage_roles: true   # yes\n  events:\n  - function: a\n",
        '# all\ndev:\n  role_arn: "arn:aws:iam::123456789012:role/Shop"\n  project_name: shop # ours\n'
        "  manage_roles: false   # yes\n  events:\n  - function: a\n",
    ),
    "yaml_merge": (
        ".yaml",
        "base: &base\n  a: 1\ndev:\n  <<: *base\n",
        "base: &base\n  a: 1\ndev:\n  manage_roles: false\n"
        '  role_arn: "arn:aws:iam::123456789012:role/Shop"\n  <<: *base\n',
    ),
    "yaml_anchor": (
        ".yaml",
        "dev: &dev\n  a: 1\nlive: {b: 2}\n",
        'dev: &dev\n  manage_roles: false\n  role_arn: "arn:aws:iam::123456789012:role/Shop"\n  a: 1\nlive: {b: 2}\n',
    ),
    "yaml_flow": (
        ".yml",
        "dev: {project_name: shop}\n",
        'dev: {manage_roles: false, role_arn: "arn:aws:iam::123456789012:role/Shop", project_name: shop}\n',
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_edit_changes_only_what_was_asked(name: str) -> None:
    """Formatting, comments, order and line ends stay as they were."""
    suffix, before, after = FILES[name]
    changes = {"dev": {"manage_roles": False}} if name == "comments" else CHANGE
    assert edit.changed(before, suffix, changes) == after


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".yml", "base: &base\n  a: 1\ndev: *base\n"),
        (".json", "dev: {a: 1}\n"),
    ],
    ids=["alias", "without_braces"],
)
def test_edit_refuses_what_it_could_only_spoil(suffix: str, text: str) -> None:
    """Where more would change, or the result not be read, the file is left to its owner."""
    with pytest.raises(EditError, match="change it by hand"):
        edit.changed(text, suffix, CHANGE)


SCALARS = st.one_of(st.text(max_size=6), st.integers(-9, 9), st.booleans(), st.none())
TABLES = st.dictionaries(
    st.sampled_from(["project_name", "manage_roles", "role_arn", "tags", "a b", "ü"]),
    st.one_of(SCALARS, st.lists(SCALARS, max_size=2), st.dictionaries(st.text(max_size=3), SCALARS, max_size=2)),
)
STAGES = st.fixed_dictionaries({"dev": TABLES}, optional={"base": TABLES, "x": TABLES})


@effort(deadline=None)
@given(tables=STAGES, indent=st.sampled_from([None, 0, 2, 4]))
def test_edit_of_any_json_reads_as_was_asked(tables: dict[str, Any], indent: int | None) -> None:
    """Whatever JSON it is, only the keys asked for differ when it is read again."""
    text = json.dumps(tables, indent=indent, ensure_ascii=False)
    found, _ = tables_of(edit.changed(text, ".json", CHANGE), ".json", "settings")
    assert found == {**tables_of(text, ".json", "settings")[0], "dev": {**tables["dev"], **CHANGE["dev"]}}


@effort(deadline=None)
@given(tables=STAGES, flow=st.sampled_from([None, False]))
def test_edit_of_any_yaml_reads_as_was_asked(tables: dict[str, Any], flow: bool | None) -> None:
    """The same for YAML, in both of its styles; a list or table in a value's place is left to its owner."""
    text = yaml.safe_dump(tables, default_flow_style=flow, allow_unicode=True)
    before, _ = tables_of(text, ".yml", "settings")
    if any(isinstance(before["dev"].get(key), list | dict) for key in CHANGE["dev"]):
        return
    found, _ = tables_of(edit.changed(text, ".yml", CHANGE), ".yml", "settings")
    assert found == {**before, "dev": {**before["dev"], **CHANGE["dev"]}}
