"""Data files that are broken in any way: one clear line for each fault, and no advice that would be wrong."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from zappa_iam import catalog
from zappa_iam.catalog import CatalogError
from zappa_iam.files import caching
from zappa_iam.module import interface
from zappa_iam.module.interface import InterfaceError

DATA = catalog.FOLDER
VALUES = (
    *("9" * 6000, "2026-01-01", "2026-01-01T00:00:00Z", "[" * 2000 + "]" * 2000, "{ a = { b = 1 } }", "-1", "1e999"),
    *('""', '"{"', '"${"', '"("', "nan", "true", "[]", "[1, []]", '["", ""]', "{}", "'\\'", "\x00"),
)


def small(folder: Path) -> Path:
    """A catalog of a few features, quick to load, that a test may break."""
    found = folder / "catalog"
    (found / "features").mkdir(parents=True)
    for name in ("scopes.toml", "exceptions.toml"):
        shutil.copy(DATA / name, found)
    for name in ("core", "layers"):
        shutil.copy(DATA / "features" / f"{name}.toml", found / "features")
    return found


def load(folder: Path) -> list[str]:
    """The lines with which the catalog is refused; none where it is not."""
    try:
        catalog.load(folder, folder.parent / "cache")
    except CatalogError as error:
        return str(error).splitlines()
    return []


def broken(text: str, place: int, value: str, cut: bool) -> str:
    """The text with another value behind one `=`, or cut off there."""
    places = [at for at, letter in enumerate(text) if letter == "="]
    at = places[place % len(places)]
    end = text.find("\n", at)
    return text[:at] if cut else f"{text[:at]}= {value}{text[end:]}"


@pytest.mark.parametrize("name", ["scopes.toml", "exceptions.toml", "features/core.toml", "features/layers.toml"])
@effort(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 400), value=st.sampled_from(VALUES) | st.text(max_size=8), cut=st.booleans())
def test_catalog_refuses_broken_files_in_lines(tmp_path: Path, name: str, place: int, value: str, cut: bool) -> None:
    """Whatever a value becomes, and wherever a file ends, each fault is a line that begins with a file."""
    shutil.rmtree(tmp_path / "catalog", ignore_errors=True)
    folder = small(tmp_path)
    path = folder / name
    path.write_text(broken(path.read_text(), place, value, cut), encoding="utf-8", newline="")
    for line in load(folder):
        assert line.startswith(("scopes.toml: ", "exceptions.toml: ", "features/", "features: ")), line


@effort(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 400), value=st.sampled_from(VALUES) | st.text(max_size=8), cut=st.booleans())
def test_interface_refuses_a_broken_file_in_lines(tmp_path: Path, place: int, value: str, cut: bool) -> None:
    """The same for the module's variables and outputs."""
    path = tmp_path / "interface.toml"
    path.write_text(broken(interface.PATH.read_text(), place, value, cut), encoding="utf-8", newline="")
    lines: list[str] = []
    try:
        interface.load(catalog.load(), path)
    except InterfaceError as error:
        lines = str(error).splitlines()
    assert all(line.startswith("interface.toml: ") for line in lines), lines


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('name = "region"', "", "interface.toml: variable 2: variable.name: "),
        (
            'name = "region"',
            'name = "bucket_name"',
            "interface.toml: variable bucket_name: is there twice; take one out",
        ),
        (
            'name = "access_key_generations"',
            'name = "zz"',
            "interface.toml: variable zz: access_key_pgp_key belongs here; required variables come first, and",
        ),
        (
            'name = "bucket_arn"',
            'name = "zz"',
            "interface.toml: output zz: bucket_name belongs here; required variables",
        ),
        ('description = "', 'description = "no capital, ', "interface.toml: bucket_name: variable.description: "),
        ('type = "string"', "type = 5", "interface.toml: bucket_name: variable.type: "),
        ('type = "string"', 'typ = "string"', "interface.toml: bucket_name: unknown key `typ`; remove it"),
    ],
    ids=["missing", "twice", "unsorted", "unsorted_output", "description", "wrong_type", "unknown_key"],
)
def test_interface_refuses(tmp_path: Path, old: str, new: str, message: str) -> None:
    """Each rule of interface.toml, with the variable that breaks it."""
    path = tmp_path / "interface.toml"
    path.write_text(interface.PATH.read_text().replace(old, new, 1))
    with pytest.raises(InterfaceError) as refused:
        interface.load(catalog.load(), path)
    assert any(line.startswith(message) for line in str(refused.value).splitlines()), str(refused.value)


def test_exceptions_are_validated(tmp_path: Path) -> None:
    """A row without its source, or with a name that is no action, is refused."""
    folder = small(tmp_path)
    (folder / "exceptions.toml").write_text('[[action]]\nnames = ["apigateway"]\n')
    lines = load(folder)
    assert any(line.startswith("exceptions.toml: action 1: missing source; name") for line in lines), lines
    assert any(line.startswith("exceptions.toml: action 1: action.names: ") for line in lines), lines
    row = '[[action]]\nnames = ["s3:B", "s3:A"]\nsource = "AWS"\n'
    (folder / "exceptions.toml").write_text(row * 2)
    lines = load(folder)
    assert "exceptions.toml: s3:A: is there twice; take one out" in lines
    assert "exceptions.toml: s3:B: names or types are not sorted; write them by the alphabet" in lines


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('example = "arn:aws:lambda', 'example = "arn:lambda', 'the example "arn:lambda:us-west-2:123456789012:layer:'),
        ('pattern = "^', 'pattern = "^(', "missing ), unterminated subpattern"),
        ("longest = ", "longest = 1 # ", "characters, and longest is 1; raise it"),
    ],
    ids=["example", "expression", "longest"],
)
def test_catalog_refuses_what_a_feature_takes(tmp_path: Path, old: str, new: str, message: str) -> None:
    """The form of a feature's values compiles, and fits the example."""
    folder = small(tmp_path)
    path = folder / "features" / "layers.toml"
    path.write_text(path.read_text().replace(old, new, 1))
    assert any(line.startswith("features/layers.toml: resources: ") and message in line for line in load(folder))


def test_a_broken_file_brings_no_false_advice(catalog_folder: Path) -> None:
    """What the other files name of a file that cannot be read, or it of them, is not called wrong or needless."""
    (catalog_folder / "features" / "events.toml").write_text("[feature")
    lines = load(catalog_folder)
    assert [line.split(":")[0] for line in lines] == ["features/events.toml"]
    (catalog_folder / "features" / "events.toml").unlink()
    (catalog_folder / "scopes.toml").write_text("[bucket")
    assert [line.split(":")[0] for line in load(catalog_folder)] == ["scopes.toml"]


def fifo(path: Path) -> None:
    """A FIFO, which a reader would wait for."""
    os.mkfifo(path)


@pytest.mark.parametrize(
    "make", [fifo, Path.mkdir, lambda path: path.symlink_to("/dev/zero")], ids=["fifo", "folder", "device"]
)
@pytest.mark.parametrize("name", ["scopes.toml", "exceptions.toml", "features/core.toml"])
def test_what_is_no_file_is_refused(tmp_path: Path, name: str, make: Callable[[Path], None]) -> None:
    """A FIFO, a folder or a device in a file's place is a line, at once."""
    folder = small(tmp_path)
    (folder / name).unlink()
    make(folder / name)
    assert f"{name}: is not a plain file; restore it from version control" in load(folder)


@pytest.mark.parametrize("damage", ["[[]]", '{"a": 1}', "5", "[null, {}]", '["0", {"x": 1}]'])
def test_a_damaged_cache_is_thrown_away(tmp_path: Path, damage: str) -> None:
    """An entry that is not as it was written is none, whatever it says."""
    folder = small(tmp_path)
    wanted = load(folder)
    for name in ("tables.json", "actions.json"):
        (tmp_path / "cache" / name).write_text(damage)
    assert load(folder) == wanted
    entry = tmp_path / "entry.json"
    caching.write(entry, {"a": 1}, "key")
    entry.write_bytes(entry.read_bytes().replace(b"1}", b"2}"))
    assert caching.read(entry, "key") is None
