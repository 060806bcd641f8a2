"""The user's AWS account: who asks it, and sessions in it.

    caller = account.caller("123456789012", region="us-west-2", profile=None)
    deployer = caller.assume(role_arn, external_id, seconds=3600)

    iam = session.client("iam", region_name=account.home(account.chosen(session)))

Comes in: the credentials of the user's shell, and the account that they have to be of. Goes out: sessions, and the
environment for programs that act as them. This is the only room that meets an account of the user's.
"""

from zappa_iam.account.caller import AccountError, Caller, caller
from zappa_iam.account.regions import chosen, home

__all__ = ["AccountError", "Caller", "caller", "chosen", "home"]
