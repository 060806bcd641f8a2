"""Terraform's types, held against values."""

from __future__ import annotations

from zappa_iam.fleet import types


def test_terraform_types_are_read() -> None:
    """Collections in objects, and defaults of any form."""
    found = types.parse('map(object({ a = optional(list(string), ["x", f(1)]), b = set(number) c = optional(bool) }))')
    assert found.kind == "map"
    assert found.of
    assert {name: optional for name, (_, optional) in found.of.attributes.items()} == {"a": True, "b": False, "c": True}
    value = {"k": {"a": [1], "b": [True], "d": 1}}
    assert [each.at for each in types.faults(value, found, ())] == [("k", "a", 0), ("k", "b", 0), ("k", "d")]
