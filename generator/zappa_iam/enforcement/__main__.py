"""`python -m zappa_iam.enforcement <JOBS >REPORTS`: run each job of a JSON list, and write the list of reports."""

from __future__ import annotations

import json
import sys

from zappa_iam.recorder.warm import warm

from .fork import forked
from .run import run_job


def main() -> None:
    """Run the jobs, each in a process of its own."""
    with warm():
        json.dump(forked(run_job, json.load(sys.stdin)), sys.stdout)


if __name__ == "__main__":
    main()
