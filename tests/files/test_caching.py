"""The cache: an entry that is not as it was written, in any byte, is thrown away and made anew."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from zappa_iam import catalog
from zappa_iam.files import caching, jinja
from zappa_iam.module import interface, provider_mirror, terraform
from zappa_iam.proof import chain


def test_no_byte_of_an_entry_may_change(tmp_path: Path) -> None:
    """Each byte in turn, a byte more and a byte less: there is no entry."""
    entry = tmp_path / "entry.json"
    caching.write(entry, {"a": [1, "é"]}, "key")
    whole = entry.read_bytes()
    assert caching.read(entry, "key") == {"a": [1, "é"]}
    damaged = [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in range(len(whole))]
    for content in [*damaged, whole + b" ", whole[:-1], b"", b"\n", b"\xff"]:
        entry.write_bytes(content)
        assert caching.read(entry, "key") is None
    entry.unlink()
    os.mkfifo(entry)
    assert caching.read(entry, "key") is None


def _catalog(cache: Path) -> object:
    return catalog.load(cache=cache)


def _interface(cache: Path) -> object:
    return interface.load(catalog.load())


def _chains(cache: Path) -> object:
    return chain.load.__wrapped__()


def _template(cache: Path) -> object:
    folder = cache.parent / "templates"
    folder.mkdir(exist_ok=True)
    (folder / "a.j2").write_text("{{ one }} and two\n")
    return jinja.environment(folder, jinja.CheckedCache(cache)).get_template("a.j2").render(one=1)


def _version(cache: Path) -> object:
    program = cache.parent / "terraform"
    if not program.exists():
        program.write_text('#!/bin/sh\necho \'{"terraform_version": "1.9.0"}\'\n')
        program.chmod(0o755)
    return terraform.version(program)


def _configuration(cache: Path) -> object:
    mirror = cache.parent / "mirror"
    (mirror / provider_mirror.PROVIDER).mkdir(parents=True, exist_ok=True)
    given = {"HOME": str(cache), "ZAPPA_IAM_PROVIDER_MIRROR": str(mirror)}
    return Path(terraform.environment(given, (), cache)["TF_CLI_CONFIG_FILE"]).read_text()


@pytest.mark.parametrize(
    ("read", "names"),
    [
        (_catalog, ["actions.json", "tables.json"]),
        (_interface, ["interface.json"]),
        (_chains, ["chains.json"]),
        (_template, ["*"]),
        (_version, ["terraform-version.json"]),
        (_configuration, ["terraform.rc"]),
    ],
    ids=["catalog", "interface", "chains", "template", "version", "configuration"],
)
def test_what_is_damaged_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: Callable[[Path], object], names: list[str]
) -> None:
    """The same comes out, and the entry is again as it was."""
    cache = tmp_path / "cache"
    monkeypatch.setattr(caching, "CACHE", cache)
    wanted = read(cache)
    entries = [path for name in names for path in cache.glob(name) if path.is_file()]
    assert len(entries) >= len(names)
    before = {path: path.read_bytes() for path in entries}
    for path, content in before.items():
        middle = len(content) // 2
        path.write_bytes(content[:middle] + b"\xff" + content[middle + 1 :])
    assert read(cache) == wanted
    assert {path: path.read_bytes() for path in entries} == before
