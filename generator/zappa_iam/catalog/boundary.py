"""The boundary: what it never allows the execution role, read from `boundary.toml`."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from zappa_iam.catalog.grant import Sentence
from zappa_iam.files import checked
from zappa_iam.files.shapes import Model, Text

PATH = Path(__file__).parent / "boundary.toml"


class DeniedActions(Model):
    """Actions that are denied, and why."""

    why: Sentence
    source: list[Text] = Field(min_length=1)
    actions: list[Text] = Field(min_length=1)


class Boundary(Model):
    """What is denied whatever the user says, and what is denied unless they name it, word for word."""

    never: DeniedActions
    unless_named: DeniedActions


def load(path: Path = PATH) -> Boundary:
    """The boundary; DataError with all faults of its file."""
    return checked.whole(Boundary, path, path.name)
