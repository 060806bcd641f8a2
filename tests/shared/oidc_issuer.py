"""A small issuer of tokens, in the place of GitHub's: signed JWTs (RS256) and the keys to check them with."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

SECONDS = 300  # how long GitHub's tokens are good for


class Issuer:
    """One issuer, by its address without https://, with a key of its own."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._key = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)

    def jwks(self) -> dict[str, Any]:
        """The public keys, as `/.well-known/jwks` has them."""
        return dict(KeySet([self._key]).as_dict(private=False))

    def token(self, claims: Mapping[str, Any], lasting: int = SECONDS) -> str:
        """A signed token that makes these claims."""
        now = int(time.time())
        whole = {"iss": f"https://{self.address}", "iat": now, "nbf": now, "exp": now + lasting, **claims}
        return jwt.encode({"alg": "RS256", "kid": self._key.kid}, whole, self._key)


def read_workflow(path: Path) -> dict[str, Any]:
    """A workflow as GitHub reads it; YAML 1.1 takes its word `on` for a truth value."""
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {("on" if key is True else key): value for key, value in found.items()}


def claims_of(job: Mapping[str, Any], repository: Mapping[str, str], run: Mapping[str, str]) -> dict[str, str]:
    """What GitHub's token says of a job of a repository in a run.

    `repository` has its `name`, and the ids where it is of those that have them in the subject; `run` has `ref` and
    `event_name`. A job with an environment has its name in the subject, whatever the ref is
    (https://docs.github.com/actions/reference/security/oidc).
    """
    owner, _, name = repository["name"].partition("/")
    ids = "owner_id" in repository
    subject = f"{owner}@{repository['owner_id']}/{name}@{repository['id']}" if ids else repository["name"]
    what = f"ref:{run['ref']}"
    if run["event_name"] == "pull_request":
        what = "pull_request"
    if environment := job.get("environment"):
        what = f"environment:{environment.replace(':', '%3A')}"
    return {
        "sub": f"repo:{subject}:{what}",
        "aud": "sts.amazonaws.com",
        "repository": repository["name"],
        "repository_id": repository["id"],
        **({"environment": environment} if environment else {}),
        **run,
    }
