"""Application: what a project's own code shows of AWS that it uses, as suggestions for a policy that the user confirms.

Comes in: the project's folder, and its settings. Goes out: for each service the actions, the resources where the code
or the settings name them, and where that was seen. Code is parsed and never run; what is not written as a call of boto3
(a library that calls AWS, a name made at run time) is not seen. AWS's iam-policy-autopilot sees more, and asks the
network for it; nothing here does.
"""

from zappa_iam.application_code.attached import attached
from zappa_iam.application_code.suggestion import Suggestion, statements, suggestions

__all__ = ["Suggestion", "attached", "statements", "suggestions"]
