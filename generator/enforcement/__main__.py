"""`python -m generator.enforcement <JOBS >REPORTS`: run each job of a JSON list, and write the list of reports."""

from __future__ import annotations

import gc
import json
import logging
import os
import sys
from unittest import mock

import moto.cloudformation.models  # noqa: F401  # with all the resources it can make; moto would import it at need
import zappa.core

from generator.recorder import patches
from generator.recorder.capture import REGION
from generator.recorder.session import ENVIRONMENT

from .fork import forked
from .run import run_job


def main() -> None:
    """Run the jobs, each in a process of its own."""
    gc.disable()  # short-lived copies need no collector, and each would first copy the memory that it looks through
    logging.disable()  # Zappa's handler sets everything to DEBUG, which takes longer than the calls
    with mock.patch.dict(os.environ, ENVIRONMENT), patches.applied(0):
        zappa.core.Zappa(aws_region=REGION)  # parses the service models, once for all copies of this process
    json.dump(forked(run_job, json.load(sys.stdin)), sys.stdout)


if __name__ == "__main__":
    main()
