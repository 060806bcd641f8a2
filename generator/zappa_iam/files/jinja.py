"""Jinja for all templates. It is strict: a name without a value stops the render."""

from __future__ import annotations

from pathlib import Path

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined


def environment(folder: Path, cache: BytecodeCache | None = None) -> Environment:
    """The templates of a folder; `cache` keeps them compiled between runs."""
    return Environment(
        loader=FileSystemLoader(folder),
        bytecode_cache=cache,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
