"""A process that is warm before its copies are forked from it."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import moto.cloudformation.models  # noqa: F401  # with all the resources it can make; moto would import it at need

from .cheap import cheaper
from .clients import shared
from .scenario import load_scenarios
from .session import run_scenario


@contextmanager
def warm() -> Iterator[None]:
    """Do once what each scenario's process, forked in here, would do again.

    A first run of `default` imports and makes what all need. A short-lived copy needs no collector, and would first
    copy the memory that it looks through. Zappa's handler sets all logging to DEBUG, which takes longer than the
    calls, and nobody reads it.
    """
    gc.disable()
    logging.disable()
    with cheaper(), shared():
        run_scenario(load_scenarios()["default"])
        yield
