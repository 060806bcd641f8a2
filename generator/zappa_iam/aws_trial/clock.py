"""A clock: the end of a trial, by time or by a signal; it is asked, and interrupts nobody."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopError(Exception):
    """The trial has to end; the message says why."""


class Clock:
    """Ends after so many seconds, or with `stop`."""

    def __init__(self, seconds: float) -> None:
        self.began = time.monotonic()
        self._end = self.began + seconds
        self._stop = threading.Event()
        self._why = "its time is up"

    def stop(self, why: str) -> None:
        """End it now."""
        self._why = why
        self._stop.set()

    def check(self) -> None:
        """Raise StopError once it has ended."""
        if self._stop.is_set() or time.monotonic() >= self._end:
            raise StopError(self._why)

    def wait(self, seconds: float) -> None:
        """Sleep, but no longer than to the end; StopError where that comes first."""
        self._stop.wait(max(0.0, min(seconds, self._end - time.monotonic())))
        self.check()


@contextmanager
def signals(clock: Clock) -> Iterator[None]:
    """Ctrl-C and its like end the clock and nothing else, however often they come, until this is left."""

    def stop(number: int, _: FrameType | None) -> None:
        clock.stop(f"stopped by {signal.Signals(number).name}")

    before = {number: signal.signal(number, stop) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
