"""Assumed: conditions on who deploys, from where and when, which no request of Zappa's tells, are taken for met."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from zappa_iam.iam import Policy, Statement

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html: keys of the principal, of the
# network, of the session, and of the time.
_UNTOLD = re.compile(
    r"aws:(SourceIp|VpcSourceIp|SourceVpc|SourceVpce|SourceVpcArn|VpceAccount|VpceOrgID|VpceOrgPaths|CurrentTime|EpochTime"
    r"|TokenIssueTime|MultiFactorAuthPresent|MultiFactorAuthAge|SecureTransport|UserAgent|Referer|userid|username"
    r"|FederatedProvider|SourceIdentity|SourceInstanceArn|Principal(?!Account$)\w+(/.*)?|ChatbotSourceArn"
    r"|Ec2Instance\w+|AssumedRoot|SignInSessionArn)|(saml|sts|cognito-identity\.amazonaws\.com|accounts\.google\.com):.*",
    re.IGNORECASE,
)


def assumed(policies: Iterable[Policy]) -> tuple[list[Policy], list[str]]:
    """The policies as they hold for somebody who meets such conditions, and the keys that this is so for.

    A statement that allows is without them; one that denies is left out, as it is meant for others.
    """
    keys: dict[str, None] = {}
    found = []
    for policy in policies:
        statements = []
        for statement in policy.statements:
            untold = [each.key for each in statement.conditions if _UNTOLD.fullmatch(each.key)]
            keys.update(dict.fromkeys(untold))
            if not untold or statement.effect == "Allow":
                statements.append(_without(statement, untold))
        found.append(Policy(tuple(statements), policy.name))
    return found, list(keys)


def _without(statement: Statement, keys: list[str]) -> Statement:
    kept = tuple(each for each in statement.conditions if each.key not in keys)
    return replace(statement, conditions=kept) if keys else statement
