"""Runs real Zappa against moto under IAM policies: a call that they refuse fails as it would in AWS.

As `recorder`, this package runs inside an environment that holds one Zappa version; `start.py` starts it
from outside. It holds no rule of its own: the recorder runs Zappa and names its calls, `zappa_iam.requests`
says which IAM requests each call comes to, and `zappa_iam.iam` decides them.

Comes in: scenarios, and policies for each of their commands. Goes out: each command's exit status, and what was denied.
"""
