"""Reading: files and standard input, and the policy documents in them."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from zappa_iam.audit.document import AuditError, Document, parsed
from zappa_iam.audit.held import held, json_of
from zappa_iam.iam import PolicyError

LARGEST = 64 * 1024 * 1024  # bytes of a file; a plan of a large root has some MB
STDIN = "standard input"


def read(names: list[str], principal: str, fill: Mapping[str, str]) -> list[Document]:
    """Every document of these files, `-` for standard input; AuditError with all faults at once.

    `principal` is whose policies of a plan are wanted; `fill` are the placeholders of published policies.
    """
    found: list[Document] = []
    faults: list[str] = []
    for name in names:
        try:
            found += _documents(name, principal, fill)
        except (AuditError, PolicyError) as error:
            faults += str(error).splitlines()
    if faults:
        raise AuditError("\n".join(faults))
    return found


def _documents(name: str, principal: str, fill: Mapping[str, str]) -> list[Document]:
    """The documents of one file; AuditError where there is none, or one of no use."""
    text, where = text_of(name), STDIN if name == "-" else name
    there = list(held(json_of(text, where), where, principal))
    if not there:
        raise AuditError(
            f"{where}: holds no policy for the {principal}; name a policy document, a plan as `terraform show -json` "
            "prints it, a CloudFormation template in JSON, or what `zappa-iam policy` prints"
        )
    return [Document(each, parsed(document, each, fill), where, text) for each, document in there]


def text_of(name: str) -> str:
    """The text of a file; a FIFO or a device is refused before it is opened, as reading it could wait for ever."""
    try:
        if name == "-":
            content = sys.stdin.buffer.read(LARGEST + 1)
        else:
            path = Path(name)
            if not path.is_file():
                kind = "is no file" if path.exists() else "no such file"
                raise AuditError(f"{name}: {kind}; name a file, or write - and pipe the policy in")
            content = path.read_bytes() if path.stat().st_size <= LARGEST else b" " * (LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise AuditError(f"{name}: {reason}; name a file that can be read") from None
    if len(content) > LARGEST:
        raise AuditError(f"{name}: larger than {LARGEST} bytes; name policies, or a plan of one root")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise AuditError(f"{name}: byte {error.start + 1} is not UTF-8; save the file as UTF-8") from None
