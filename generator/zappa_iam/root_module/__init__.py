"""Root: from a settings file to a Terraform root module that calls ours, and to the settings that use it.

    calls = root_module.calls(settings.load(path).stages.values(), root_module.Answers(), catalog.load())
    files = root_module.files(calls, "./zappa_iam")

Comes in: the stages of a settings file, and answers to what the file does not say. Goes out: one module call for each
bucket, account, region, project and role, as the files of a root module; and the settings to change.
"""

from zappa_iam.root_module.calls import Answers, Missing, ModuleCall, calls, missing
from zappa_iam.root_module.files import files
from zappa_iam.root_module.rewriting import changes

__all__ = ["Answers", "Missing", "ModuleCall", "calls", "changes", "files", "missing"]
