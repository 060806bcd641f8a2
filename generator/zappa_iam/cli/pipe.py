"""A broken pipe, as in `zappa-iam explain | head -1`: the command ends at once and prints no error."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Any, TextIO, cast

STATUS = 128 + 13  # the exit status that a shell shows for a program that SIGPIPE ended


class _Output:
    """A stream that ends the program when nobody reads it any more; otherwise as the stream."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write the text; SystemExit if nobody reads it."""
        with self._ending():
            return self._stream.write(text)

    def flush(self) -> None:
        """Write what is buffered; SystemExit if nobody reads it."""
        with self._ending():
            self._stream.flush()

    @contextlib.contextmanager
    def _ending(self) -> Iterator[None]:
        try:
            yield
        except BrokenPipeError:
            with contextlib.suppress(
                OSError, ValueError
            ):  # Python writes what is buffered when it ends; it must go somewhere
                os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())
            raise SystemExit(STATUS) from None


@contextlib.contextmanager
def ends_in_silence() -> Iterator[None]:
    """While this lasts, a broken pipe ends the program, and no command catches it as an error.

    Python ignores the signal SIGPIPE, and that stays so: it would also end a command in the middle of a call to AWS.
    """
    whole = sys.stdout
    sys.stdout = cast(TextIO, _Output(whole))
    try:
        yield
        sys.stdout.flush()
    finally:
        sys.stdout = whole
