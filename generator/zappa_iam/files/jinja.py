"""Jinja for all templates. It is strict: a name without a value stops the render."""

from __future__ import annotations

import base64
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, TemplateSyntaxError
from jinja2 import TemplateError as JinjaError
from jinja2.bccache import Bucket

from zappa_iam.files import caching
from zappa_iam.files.faults import DataError


class TemplateError(DataError):
    """A template cannot be rendered: file and line: what; what to do."""


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


@contextmanager
def faults_placed(folder: Path) -> Iterator[None]:
    """Turn a fault of a template in `folder` into TemplateError, with the line of the file that it arose in."""
    try:
        yield
    except (JinjaError, ArithmeticError, AttributeError, LookupError, TypeError, UnicodeError, ValueError) as error:
        if (place := _place(error, folder)) is None:
            raise  # no template is in it: a fault of ours
        raise TemplateError(f"{place}: {' '.join(str(error).split())}; fix the template") from None


def _place(error: Exception, folder: Path) -> str | None:
    """`templates/main.tf.j2:12`: where in a template the error arose."""
    if isinstance(error, TemplateSyntaxError):
        return f"{folder.name}/{error.name}:{error.lineno}"
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".j2")]
    if not frames:
        return f"{folder.name}" if isinstance(error, JinjaError | UnicodeError) else None
    path = Path(frames[-1].filename)
    name = path.relative_to(folder) if path.is_relative_to(folder) else path.name
    return f"{folder.name}/{name}:{frames[-1].lineno}"


class CheckedCache(BytecodeCache):
    """Compiled templates in a folder of our cache, where one that was damaged is compiled anew."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take the entry of the template's source, if it is whole."""
        entry = caching.read(self.folder / bucket.key, bucket.checksum)
        if isinstance(entry, str):
            bucket.bytecode_from_string(base64.b85decode(entry))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled; a folder that cannot be written to costs speed only."""
        caching.write(self.folder / bucket.key, base64.b85encode(bucket.bytecode_to_string()).decode(), bucket.checksum)
