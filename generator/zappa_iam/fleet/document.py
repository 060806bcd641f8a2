"""A manifest's text as values, and the line on which each of them stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from zappa_iam.fleet import fault
from zappa_iam.fleet.fault import Fault, FleetError
from zappa_iam.settings import SettingsError, reading

LARGEST = 16 * 1024 * 1024  # bytes
_LARGEST_NUMBER = 2**53
_MOST = 1_000_000  # values, each counted as often as an anchor repeats it
_DEEPEST = 60  # levels


class ManifestFile(NamedTuple):
    """A manifest: where it lies, its text, and what the text holds."""

    path: Path
    text: str
    value: dict[str, Any]


def read(path: Path) -> ManifestFile:
    """The manifest of a file; FleetError where there is none, or where it is no table."""
    try:
        if not path.is_file():
            raise FleetError(f"{path}: no such file; name a manifest, as in fleet.yaml")
        if path.stat().st_size > LARGEST:
            raise FleetError(f"{path}: is longer than {LARGEST} bytes; write several fleets")
        content = path.read_bytes()
    except OSError as error:
        raise FleetError(f"{path}: {error.strerror or error}; make it readable") from None
    return parse(content, path)


def parse(content: bytes, path: Path) -> ManifestFile:
    """The manifest of a file's content; FleetError with every fault of its form."""
    if path.suffix.lower() not in reading.FORMATS:
        raise FleetError(f"{path.name}: no manifest; name a .yaml, .yml, .toml or .json file")
    try:
        text = reading.text_of(content, path.name)
        value, repeated = reading.value_of(text, path.suffix.lower(), path.name)
    except SettingsError as error:
        raise FleetError(str(error)) from None
    if not isinstance(value, dict):
        raise FleetError(f"{path.name}: holds no accounts and projects; write them, see docs/fleet.md")
    found = ManifestFile(path, text, value)
    faults = [Fault((), f"{name}: is written twice in one table; take one out") for name in repeated]
    if faults := [*faults, *_forms(value)]:
        raise FleetError("\n".join(lines(found, faults)))
    return found


def lines(document: ManifestFile, faults: Sequence[Fault]) -> list[str]:
    """The faults in the manifest's order, each once: file, line, where it is known, path, and message."""
    placed = [(_line(document, each.at), fault.dotted(each.at), each.message) for each in faults]
    name = document.path.name
    return [
        _printable(f"{name}{f':{line}' if line else ''}: {f'{at}: ' if at else ''}{message}")
        for line, at, message in dict.fromkeys(sorted(placed, key=lambda found: found[0]))
    ]


def _printable(text: str) -> str:
    """The text on one line, whatever names are in it."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)


def _forms(value: Any) -> Iterator[Fault]:
    """Keys that are no text, and values that no Terraform file can hold."""
    left: list[tuple[fault.Path, Any]] = [((), value)]
    count = 0
    while left:
        at, found = left.pop()
        count += 1
        if count > _MOST or len(at) > _DEEPEST:
            yield Fault((), "holds too many values, or nests them too deeply; use fewer anchors")
            return
        if isinstance(found, dict):
            wrong = [key for key in found if not isinstance(key, str) or not _writable(key)]
            yield from (Fault(at, f"the key {key!a} is no text; put it in quotes") for key in wrong)
            left += [((*at, key), each) for key, each in found.items() if key not in wrong]
        elif isinstance(found, list):
            left += [((*at, place), each) for place, each in enumerate(found)]
        elif isinstance(found, str):
            if not _writable(found):
                yield Fault(at, "holds characters that cannot be written; take them out")
        elif isinstance(found, int | float) and not abs(found) < _LARGEST_NUMBER:
            yield Fault(at, "is no number that Terraform takes; write another")
        elif found is not None and not isinstance(found, bool | int | float):
            yield Fault(at, f"is a {type(found).__name__}; put it in quotes")


def _writable(text: str) -> bool:
    """Whether a file takes the text, and Terraform its escapes."""
    return not any("\ud800" <= letter <= "\udfff" or (letter < " " and letter not in "\n\t") for letter in text)


def _line(document: ManifestFile, at: fault.Path) -> int:
    """The line of a value, or of the nearest above it that has one; 0 where lines are not known."""
    if document.path.suffix.lower() not in (".yaml", ".yml") or not at:
        return 0
    node, found = _tree(document.text), 0
    for part in at:
        below = _child(node, part)
        if below is None:
            break
        found, node = below
    return found


def _child(node: Any, part: str | int) -> tuple[int, Any] | None:
    """Line and node of what is below; None where it is not there by itself, as what an anchor merges."""
    if node is None or not isinstance(node.value, list):
        return None
    if isinstance(part, int):
        found = node.value[part] if part < len(node.value) else None
        return None if found is None or isinstance(found, tuple) else (found.start_mark.line + 1, found)
    for pair in node.value:
        if isinstance(pair, tuple) and pair[0].value == part:
            return pair[0].start_mark.line + 1, pair[1]
    return None


_trees: dict[str, Any] = {}


def _tree(text: str) -> Any:
    """The YAML's nodes, with their lines; made once for a text."""
    if text not in _trees:
        import yaml

        loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        _trees.clear()
        _trees[text] = yaml.compose(text, loader)
    return _trees[text]
