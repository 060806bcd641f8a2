"""Outcome: what came of a trial."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from zappa_iam.aws_trial.leftovers import Leftover
from zappa_iam.aws_trial.refusals import RefusedStep


@dataclass
class TrialOutcome:
    """`failed` are the steps that did not end well, `stopped` says why the trial ended early, `left` is still there.

    `folder` is the trial's folder, with Terraform's state and each step's output, where it is still of use.
    """

    refused: list[RefusedStep] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    stopped: str | None = None
    left: list[Leftover] = field(default_factory=list)
    folder: Path | None = None

    @property
    def well(self) -> bool:
        """All worked, and nothing is left."""
        return not (self.refused or self.failed or self.stopped or self.left)
