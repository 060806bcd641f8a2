"""A pipe whose reader went away, as in `zappa-iam explain | head -1`: the command ends at once, and says nothing."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Any, TextIO, cast

STATUS = 128 + 13  # what a shell says of a program that the signal SIGPIPE ended


class _Output:
    """A stream that ends the program where nobody reads it any more; all else is the stream's."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write the text; SystemExit where nobody reads it."""
        with self._ending():
            return self._stream.write(text)

    def flush(self) -> None:
        """Write what is not written yet; SystemExit where nobody reads it."""
        with self._ending():
            self._stream.flush()

    @contextlib.contextmanager
    def _ending(self) -> Iterator[None]:
        try:
            yield
        except BrokenPipeError:
            with contextlib.suppress(OSError, ValueError):  # what is left must go somewhere when Python ends
                os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())
            raise SystemExit(STATUS) from None


@contextlib.contextmanager
def ends_in_silence() -> Iterator[None]:
    """While this lasts, a broken pipe of standard output is no error that any command would catch and print.

    The signal itself stays ignored, as Python has it: it would end a command in the middle of a call to AWS, too.
    """
    whole = sys.stdout
    sys.stdout = cast(TextIO, _Output(whole))
    try:
        yield
        sys.stdout.flush()
    finally:
        sys.stdout = whole
