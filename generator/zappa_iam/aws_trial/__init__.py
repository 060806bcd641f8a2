"""Live: a project's settings, tried in the user's own AWS account, and everything taken away again.

    plan = aws_trial.Plan(names, aws_trial.choose(stage, names, folder), catalog.load(), folder, seconds=1200)
    outcome = aws_trial.Trial(plan, caller, aws_trial.zappa(), print).run()

Comes in: a stage of a settings file, and a caller of `zappa_iam.account`. Goes out: refusals in the form of
`aws_words/words.jsonl`, what failed, and what is left. Nothing but what bears the trial's own name is touched.
"""

from zappa_iam.aws_trial.choice import Choice, choose
from zappa_iam.aws_trial.names import TrialNames, drawn
from zappa_iam.aws_trial.outcome import TrialOutcome
from zappa_iam.aws_trial.project import project_of
from zappa_iam.aws_trial.steps import UNDEPLOY, ZAPPA, version, zappa
from zappa_iam.aws_trial.trial import MODULE, Plan, Trial
from zappa_iam.aws_trial.words_file import append, held

__all__ = [
    "MODULE",
    "UNDEPLOY",
    "ZAPPA",
    "Choice",
    "Plan",
    "Trial",
    "TrialNames",
    "TrialOutcome",
    "append",
    "choose",
    "drawn",
    "held",
    "project_of",
    "version",
    "zappa",
]
