"""Reading: the text of a zappa_settings file as tables, as Zappa's own parsers give them.

JSON is read as hjson: comments, trailing commas and bare words are allowed, and the last of two equal keys wins.
YAML is read by PyYAML's safe loader, so that `on:` is the boolean true and `<<` merges. Zappa reads TOML with the
package toml; Python's own reader takes TOML 1.0, which is a little more.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

_WHOLE = 1e10
_DEEPEST = 500  # levels; settings have five
FORMATS = {".json": "JSON", ".toml": "TOML", ".yaml": "YAML", ".yml": "YAML"}


class SettingsError(Exception):
    """The whole file cannot be used: where: what; what to do, in one line. `kind` is a word for programs."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def text_of(content: bytes, where: str) -> str:
    """The file's text; SettingsError where it is not UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = f"byte {error.start + 1} is not UTF-8"
        raise SettingsError("not_readable", f"{where}: {place}; save the file as UTF-8") from None


def tables_of(text: str, suffix: str, where: str) -> tuple[dict[Any, Any], list[str]]:
    """Stage -> settings, and the names of keys that are written twice; SettingsError where there are no stages."""
    found, repeated = value_of(text, suffix, where, ", Zappa cannot read it")
    if found is None or found == {}:
        raise SettingsError("no_stages", f'{where}: holds no stage; write one, as in {{"dev": {{...}}}}')
    if not isinstance(found, dict):
        kind = type(found).__name__
        raise SettingsError("not_a_mapping", f"{where}: is a {kind}, not a table of stages; put each under its name")
    return found, repeated


def value_of(text: str, suffix: str, where: str, why: str = "") -> tuple[Any, list[str]]:
    """What the text holds, and the names of keys written twice; SettingsError, ending with `why`, where it is none."""
    repeated: list[str] = []
    try:
        found = _READERS[FORMATS[suffix]](text, repeated)
    except RecursionError:
        raise SettingsError("not_readable", f"{where}: nested too deeply; flatten it{why}") from None
    except (ValueError, ArithmeticError, LookupError, TypeError) as error:
        raise SettingsError("not_readable", f"{where}: {_words(error)}; fix it there{why}") from None
    return found, list(dict.fromkeys(repeated))


def _json(text: str, repeated: list[str]) -> Any:
    """JSON that is plain is left to Python's parser, which gives the same and is much faster."""
    import hjson

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        repeated.extend(_repeated([key for key, _ in found]))
        return dict(found)

    if not text.strip():
        return {}
    try:
        return json.loads(text, object_pairs_hook=pairs, parse_float=_number, parse_constant=_refuse_constant)
    except ValueError:
        repeated.clear()
        return hjson.loads(text, object_pairs_hook=pairs)


def _number(text: str) -> int | float:
    """A number with a point or an exponent, as hjson takes it: whole ones below ten digits are integers."""
    found = float(text)
    return int(found) if int(found) == found and abs(found) < _WHOLE else found


def _refuse_constant(name: str) -> Any:
    """NaN and Infinity are words to hjson, so that text which holds them is hjson's to read."""
    raise ValueError(name)


def _toml(text: str, _repeated: list[str]) -> Any:
    return tomllib.loads(text)


def _yaml(text: str, repeated: list[str]) -> Any:
    import yaml

    _check_depth(text)

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(loader):  # type: ignore[misc]
        """PyYAML's safe loader, which also tells keys that are written twice."""

        def construct_mapping(self, node: Any, deep: bool = False) -> Any:
            keys = [key.value for key, _ in node.value if isinstance(key.value, str) and key.value != "<<"]
            repeated.extend(_repeated(keys))
            return super().construct_mapping(node, deep)

    try:
        return yaml.load(text, Loader)
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).replace('in "<unicode string>", ', "in ").split())) from None


def _check_depth(text: str) -> None:
    """Raise RecursionError for YAML that would nest so deeply as to end the process in libyaml."""
    if max(map(len, _INDENTS.findall(text)), default=0) > _DEEPEST:
        raise RecursionError
    depth = 0
    for bracket in _BRACKETS.finditer(text):
        depth = depth + 1 if bracket[0] in "[{" else max(0, depth - 1)
        if depth > _DEEPEST:
            raise RecursionError


_INDENTS = re.compile(r"^[ \t?:-]+", re.MULTILINE)
_BRACKETS = re.compile(r"[][{}]")
_READERS: Mapping[str, Callable[[str, list[str]], Any]] = {"JSON": _json, "TOML": _toml, "YAML": _yaml}


def _repeated(keys: list[str]) -> list[str]:
    return [key for key in dict.fromkeys(keys) if keys.count(key) > 1] if len(set(keys)) < len(keys) else []


def _words(error: Exception) -> str:
    """The parser's complaint in one short line."""
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= 200 else f"{text[:200]}..."


def suffix_of(path: Path) -> str:
    """The file's format by its ending; SettingsError for one that is never read."""
    suffix = path.suffix.lower()
    if suffix == ".py":
        reason = "Zappa writes zappa_settings.py itself, into the package; it is never read or run here"
        raise SettingsError("is_python", f"{path.name}: {reason}; name the .json, .toml or .yml file")
    if suffix not in FORMATS:
        raise SettingsError("unknown_format", f"{path.name}: no settings file; name a .json, .toml, .yml or .yaml file")
    return suffix
