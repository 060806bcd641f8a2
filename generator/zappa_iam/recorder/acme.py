"""Let's Encrypt and openssl, as far as Zappa's certificate code talks to them: everything granted at once."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import zappa.letsencrypt

ACCOUNT_KEY = b"modulus:\n    00:aa:bb\npublicExponent: 65537 (0x10001)\n"
CHALLENGE = {"type": "dns-01", "token": "token", "uri": "https://acme.example.com/challenge"}
STATUS = {"new-reg": 201, "new-authz": 201, "challenge": 202}


def _write_key() -> None:
    Path(zappa.letsencrypt.gettempdir(), "domain.key").write_text("key", encoding="utf-8")


def _send(_url: str, payload: dict[str, Any]) -> tuple[int, bytes]:
    return STATUS[payload["resource"]], json.dumps({"challenges": [CHALLENGE]}).encode()


OPENSSL = "runs openssl, whose keys decide no call"
NETWORK = "talks to Let's Encrypt"

TABLE = [
    (zappa.letsencrypt, "create_domain_key", _write_key, OPENSSL),
    (zappa.letsencrypt, "create_domain_csr", lambda _: None, OPENSSL),
    (zappa.letsencrypt, "parse_account_key", lambda: ACCOUNT_KEY, OPENSSL),
    (zappa.letsencrypt, "parse_csr", lambda: {"shop.example.com"}, OPENSSL),
    (zappa.letsencrypt, "sign_certificate", lambda: b"certificate", OPENSSL),
    (zappa.letsencrypt, "_send_signed_request", _send, NETWORK),
    (zappa.letsencrypt, "urlopen", lambda _: io.BytesIO(b'{"status": "valid"}'), NETWORK),
]
