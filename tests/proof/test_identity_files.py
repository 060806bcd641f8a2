"""The files of identities and of issuers: what is told by them, and a bad one is refused in a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shared.identity_cases import GITHUB
from zappa_iam.module import issuers
from zappa_iam.proof import identity


def test_issuers_are_told_by_their_addresses() -> None:
    """Each example is of one issuer; a claim that AWS does not have is none of its keys, nor one of a look-alike's."""
    for each in issuers.load():
        assert [other.name for other in issuers.load() if other.issues(f"https://{each.example}")] == [each.name]
    assert {"repository_id", "job_workflow_ref", "environment"} < set(issuers.claims(f"https://{GITHUB}"))
    assert {"event_name", "workflow_ref", "repository_owner"}.isdisjoint(issuers.claims(GITHUB))
    assert issuers.claims(f"{GITHUB}.mallory.example.com") == issuers.claims("gitlab.com.mallory.example.com") == []


BROKEN = '[[identity]]\nname = "a"\ndeployer = {}\nassumed = [{ by = "Somebody who may assume it." }]\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[identity", "identities/a.toml: Expected"),
        (BROKEN, "identities/a.toml: a: identity.refused: "),
        (f'{BROKEN}refused = [{{ by = "Mallory." }}]\n', "identities/a.toml: a: identity.refused.by: "),
        (
            f'{BROKEN}refused = [{{ by = "Somebody of another account.", issuer = "a", principal = "b" }}]\n',
            "identities/a.toml: a: identity.refused: Value error, an attempt has `issuer`",
        ),
        (
            2 * f'{BROKEN}refused = [{{ by = "Somebody of another account." }}]\n',
            "identities: a: there are two of this",
        ),
    ],
    ids=["toml", "nobody", "short", "both", "twice"],
)
def test_identities_name_the_fault(tmp_path: Path, text: str, message: str) -> None:
    """A bad file is refused with where, what and what to do."""
    (tmp_path / "a.toml").write_text(text)
    with pytest.raises(identity.IdentityError) as caught:
        identity.load(tmp_path)
    assert str(caught.value).startswith(message)


def test_issuers_name_the_fault(tmp_path: Path) -> None:
    """A bad list of issuers is refused with where, what and what to do."""
    (tmp_path / "issuers.toml").write_text('[[issuer]]\nname = "A"\nkind = "svn"\n')
    with pytest.raises(issuers.IssuersError, match=r"^issuers\.toml: A: issuer\.kind: "):
        issuers.load(tmp_path / "issuers.toml")
