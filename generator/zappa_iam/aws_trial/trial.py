"""The trial: apply, deploy, live, undeploy, destroy; whatever happens, what was begun is taken away again."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from zappa_iam.account import AccountError, Caller
from zappa_iam.aws_trial import leftovers, steps
from zappa_iam.aws_trial.choice import Choice
from zappa_iam.aws_trial.clock import Clock, StopError, signals
from zappa_iam.aws_trial.logs import Logs
from zappa_iam.aws_trial.names import TrialNames
from zappa_iam.aws_trial.outcome import TrialOutcome
from zappa_iam.aws_trial.process import Ended
from zappa_iam.aws_trial.programs import Programs, last
from zappa_iam.aws_trial.project import SESSION_SECONDS, root, write_project, write_root
from zappa_iam.aws_trial.refusals import RefusalReader, distinct
from zappa_iam.catalog.model import Catalog
from zappa_iam.recorder.record import ROOT

MODULE = ROOT / "modules" / "zappa_iam"
SETTLE = 30  # seconds until IAM knows a new role and its policies everywhere
CLEANING = 900  # seconds that each part of taking away may take
QUIET = ("-input=false", "-no-color")


class _StepError(Exception):
    """A step without which the others make no sense did not end well."""


class Plan(NamedTuple):
    """What is tried, where, and for how many seconds; `settle` are those to wait for IAM."""

    names: TrialNames
    choice: Choice
    catalog: Catalog
    folder: Path
    seconds: float
    settle: float = SETTLE
    module: Path = MODULE


class Trial:
    """One trial as the caller; `say` gets a line for each step."""

    def __init__(self, plan: Plan, caller: Caller, zappa: Sequence[str], say: Callable[[str], None]) -> None:
        self._plan, self._caller = plan, caller
        self._programs = Programs(plan.folder, zappa, say)
        self._reader = RefusalReader(plan.names, plan.catalog, steps.version())
        self._logs = Logs(caller, plan.names)
        self._deployer: Caller | None = None
        self._applying = self._deploying = False
        self.outcome = TrialOutcome()

    def run(self) -> TrialOutcome:
        """What came of it. A signal, or the end of the time, ends what runs and goes on with taking away."""
        clock, found = Clock(self._plan.seconds), self.outcome
        with signals(clock):
            try:
                self._make(clock)
                self._live(clock)
            except StopError as stopped:
                found.stopped = str(stopped)
                self._programs.say(f"{stopped}: what was made is taken away, which no Ctrl-C stops")
            except AccountError as error:
                found.failed.append(str(error))
            except _StepError:
                pass
            finally:
                self._take_away()
        found.refused = distinct(found.refused)
        if found.well:
            shutil.rmtree(self._plan.folder, ignore_errors=True)
        else:
            found.folder = self._plan.folder
        return found

    def _make(self, clock: Clock) -> None:
        """Apply the module and the deployer's role, and assume it."""
        plan, external_id = self._plan, secrets.token_hex(16)
        write_root(self._programs.root, root(plan.names, plan.choice, plan.module, external_id, plan.catalog))
        (plan.folder / "logs").mkdir()
        self._terraform("terraform init", ["init", *QUIET], clock)
        self._applying = True
        self._terraform("terraform apply", ["apply", "-auto-approve", *QUIET], clock)
        outputs = json.loads(self._terraform("terraform output", ["output", "-json"], clock).output)
        write_project(self._programs.project, plan.choice, outputs["zappa_settings"]["value"])
        arn = outputs["deployer_arn"]["value"]
        self._deployer = self._caller.assume(arn, external_id, SESSION_SECONDS, clock.wait)
        if plan.settle:
            self._programs.say(f"waiting for IAM  {plan.settle:.0f} s")
            clock.wait(plan.settle)

    def _live(self, clock: Clock) -> None:
        """Run Zappa's commands as the deployer; what fails keeps only deploy from being followed by others."""
        for name, arguments in steps.ZAPPA.items():
            self._deploying = True
            ended = self._zappa(name, arguments, clock)
            if name == "deploy" and ended.code:
                raise _StepError
        for text in self._logs.of_function():
            self.outcome.refused += self._reader.of_text("the function", text, "role", "the function's log")

    def _take_away(self) -> None:
        """Undeploy as the deployer, remove as the caller what is left of it, destroy, and search."""
        try:
            if self._deploying:
                with suppress(StopError):
                    self._zappa("undeploy", steps.UNDEPLOY, Clock(CLEANING))
                self._clear("left by undeploy")
        finally:
            if self._applying:
                self._destroy()
                self._clear("came later")
                self.outcome.left = leftovers.search(self._caller, self._plan.names)

    def _destroy(self) -> None:
        """Destroy, twice where it has to be; what then is left says the search."""
        for name in ("terraform destroy", "terraform destroy again"):
            with suppress(StopError):
                arguments = ["destroy", "-auto-approve", *QUIET]
                if not self._programs.terraform(name, arguments, self._caller, Clock(CLEANING)).code:
                    return
        where = f"terraform -chdir={self._programs.root} destroy"
        self.outcome.failed.append(f"terraform destroy: run it again: {where}")

    def _clear(self, why: str) -> None:
        removed = leftovers.clear(self._caller, self._plan.names)
        if removed:
            self._programs.say(f"removed, {why}: {', '.join(removed)}")

    def _terraform(self, name: str, arguments: Sequence[str], clock: Clock) -> Ended:
        """Run Terraform as the caller; without it nothing goes on."""
        ended = self._programs.terraform(name, arguments, self._caller, clock)
        if ended.code:
            self.outcome.failed.append(f"{name}: {last(ended.output)}")
            raise _StepError
        return ended

    def _zappa(self, name: str, arguments: Sequence[str], clock: Clock) -> Ended:
        """Run a command of Zappa as the deployer, and read what AWS refused it, however it ended."""
        assert self._deployer
        found, before = self.outcome, len(self.outcome.refused)
        try:
            ended = self._programs.zappa(name, arguments, self._deployer, clock)
        finally:
            found.refused += self._reader.of_calls(self._programs.failed(name))
            for text in self._logs.of_stack():
                found.refused += self._reader.of_text(name, text, "deployer", f"{name}: the stack's events")
            for refused in found.refused[before:]:
                self._programs.say(f"  refused: {refused}")
        if ended.code:
            found.failed.append(f"{name}: {last(ended.output)}")
        return ended
