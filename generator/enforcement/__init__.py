"""Runs real Zappa against moto under IAM policies: a call that they refuse fails as it would in AWS.

As `generator/recorder`, this package runs inside an environment that holds one Zappa version; `generator/trial.py`
starts it from outside. It holds no rule of its own: the recorder runs Zappa and names its calls, `generator.requests`
says which IAM requests each call comes to, and `generator.iam` decides them.
"""
