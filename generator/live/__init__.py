"""Live: a project's settings, tried in the user's own AWS account, and everything taken away again.

    plan = live.Plan(names, live.choose(stage, names, folder), catalog.load(), folder, seconds=1200)
    outcome = live.Trial(plan, caller, live.zappa(), print).run()

Comes in: a stage of a settings file, and a caller of `generator.account`. Goes out: refusals in the form of
`generator/words/words.jsonl`, what failed, and what is left. Nothing but what bears the trial's own name is touched.
"""

from generator.live.choice import Choice, choose
from generator.live.names import Names, drawn
from generator.live.outcome import Outcome
from generator.live.project import project_of
from generator.live.steps import UNDEPLOY, ZAPPA, version, zappa
from generator.live.trial import MODULE, Plan, Trial
from generator.live.words_file import append, held

__all__ = [
    "MODULE",
    "UNDEPLOY",
    "ZAPPA",
    "Choice",
    "Names",
    "Outcome",
    "Plan",
    "Trial",
    "append",
    "choose",
    "drawn",
    "held",
    "project_of",
    "version",
    "zappa",
]
