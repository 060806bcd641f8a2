"""Settings: a zappa_settings file, read as Zappa reads it: stages, who manages which role, features and resources.

    found = settings.load(Path("zappa_settings.json"))
    found.stages["dev"].features

Comes in: the text of a file (JSON as hjson reads it, TOML, YAML), and the folder it lies in. Goes out: one `Stage` for
each stage that Zappa would accept, a `Refusal` for each that it would not, and warnings, each with what to do.
The rules are those of Zappa 0.63, cli.py `ZappaCLI.load_settings`; the tests hold them against that function.
"""

from zappa_iam.settings.load import Settings, find, load, parse
from zappa_iam.settings.module_values import refused_by_module
from zappa_iam.settings.reading import SettingsError, text_of
from zappa_iam.settings.refusals import StageRefusal
from zappa_iam.settings.stage import Stage
from zappa_iam.settings.warning import Warning

__all__ = [
    "Settings",
    "SettingsError",
    "Stage",
    "StageRefusal",
    "Warning",
    "find",
    "load",
    "parse",
    "refused_by_module",
    "text_of",
]
