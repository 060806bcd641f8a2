"""Who gets a session for a token: what AWS's STS checks, which moto's AssumeRoleWithWebIdentity does not.

The account's own provider and role are read by the API. The signature, the issuer, the audience and the times are
checked here; whether the trust policy takes the claims is the word of our evaluator, `zappa_iam.iam.trust`; the session
is moto's. That AWS decides alike is its documentation's word.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from typing import Any

import boto3
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from zappa_iam.iam.trust import trusts
from zappa_iam.proof import identity

PROVIDERS = "OpenIDConnectProviderList"
Keys = Mapping[str, dict[str, Any]]
"""Issuer, without https:// -> what its address has under `/.well-known/jwks`."""


class RefusedError(Exception):
    """STS says no: the code of its error, and why."""


def assume(role: str, token: str, session: str, keys: Keys) -> boto3.Session:
    """The session that the token is worth; RefusedError where it is worth none."""
    claims = _checked(token, keys)
    issuer = claims["iss"].removeprefix("https://")
    iam, account = boto3.client("iam"), role.split(":")[4]
    known = {it["Arn"].partition("/")[2]: it["Arn"] for it in iam.list_open_id_connect_providers()[PROVIDERS]}
    if issuer not in known:
        raise RefusedError(f"InvalidIdentityToken: no provider for {issuer}")
    provider = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=known[issuer])
    if claims["aud"] not in provider["ClientIDList"]:
        raise RefusedError(f"InvalidIdentityToken: incorrect audience {claims['aud']}")
    trust = iam.get_role(RoleName=role.rpartition("/")[2])["Role"]["AssumeRolePolicyDocument"]
    asked = identity.presented(issuer, claims, account, session)
    if not trusts(json.dumps(trust), asked).allowed:
        by = ", ".join(identity.stopped_by(json.dumps(trust), asked))
        raise RefusedError(f"AccessDenied: not authorized to perform sts:AssumeRoleWithWebIdentity ({by})")
    answer = boto3.client("sts").assume_role_with_web_identity(
        RoleArn=role, RoleSessionName=session, WebIdentityToken=token
    )
    made = answer["Credentials"]
    return boto3.Session(made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"])


def _checked(token: str, keys: Keys) -> dict[str, Any]:
    """The claims of a token that its issuer signed and that is good now."""
    issuer = _issuer(token)
    try:
        decoded = jwt.decode(token, KeySet.import_key_set(keys[issuer]), algorithms=["RS256"])
        jwt.JWTClaimsRegistry(iss={"essential": True, "value": f"https://{issuer}"}, sub={"essential": True}).validate(
            decoded.claims
        )
    except (JoseError, KeyError, ValueError) as error:
        raise RefusedError(f"InvalidIdentityToken: {error}") from None
    return dict(decoded.claims)


def _issuer(token: str) -> str:
    """Whose token it says it is, before anything is checked: by that its keys are found."""
    body = token.split(".")[1]
    return str(json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))["iss"]).removeprefix("https://")
