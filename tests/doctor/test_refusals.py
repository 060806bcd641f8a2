"""Refusals, read in the spellings of AWS and its clients."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.shared.spellings import ROLE, SAID, SPELLINGS, USER
from zappa_iam import aws_words, catalog, doctor


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_refusals_are_read_in_every_spelling(spelling: str) -> None:
    """Action, resource, principal and the kind of policy that refused it, once."""
    text, wanted = SPELLINGS[spelling]
    [found] = [each for each in doctor.read(text) if each.reason != "encoded" or spelling == "encoded"][:1]
    assert (found.action, found.resource, found.principal, found.reason) == wanted


WORDS = [word for word in aws_words.read() if word.grade == "refusal" and word.allowed and "*" not in word.resource]
CLIENTS = {
    "boto3": "botocore.errorfactory.AccessDeniedException: An error occurred (AccessDeniedException) when calling the "
    "X operation: {} because no identity-based policy allows the {} action",
    "cli": "\nAn error occurred (AccessDenied) when calling the X operation: {}",
    "cloudformation": 'Resource handler returned message: "{} (Service: X, Status Code: 403, Request ID: 0a)"',
    "terraform": "Error: creating X: operation error X: Y, https response error StatusCode: 403, api error {}",
    "zappa_log": "[1700000000] [ERROR] ClientError: An error occurred (AccessDenied) when calling the X operation: "
    "{}\n",
}


@pytest.mark.parametrize("client", CLIENTS)
def test_every_word_of_aws_is_understood(client: str) -> None:
    """Each refusal that the project knows, as each client gives it: read, granted by its feature, and a word again."""
    known = catalog.load()
    assert len(WORDS) > 50
    for word in WORDS:
        who = USER if word.principal == "deployer" else ROLE
        said = f"User: {who} is not authorized to perform: {word.action} on resource: {word.resource}"
        [refusal, *_] = doctor.read(CLIENTS[client].format(said, word.action))
        assert (refusal.action, refusal.resource, refusal.principal) == (word.action, word.resource, word.principal)
        found = doctor.diagnose(refusal, known)
        assert found.kind == "granted", word
        again = doctor.word(found)
        assert again
        assert (again.action, again.resource, again.principal) == (word.action, word.resource, word.principal)


def test_word_to_report_has_no_account_of_anybodys() -> None:
    """The number of the account is not the user's; where the message names too little, there is no word."""
    [refusal] = doctor.read(SAID.replace("123456789012", "998877665544"))
    word = doctor.word(doctor.diagnose(refusal, catalog.load()))
    assert word
    assert "998877665544" not in aws_words.line(word)
    [unnamed] = doctor.read(SPELLINGS["s3_without_a_name"][0])
    assert doctor.word(doctor.diagnose(unnamed, catalog.load())) is None


@given(
    st.text(max_size=300)
    | st.text('{}":,[]arn is not authorized to perform: (403) when calling the x operation: ', max_size=300)
)
def test_any_text_is_read(text: str) -> None:
    """No text ends in a traceback, and what is found gets advice."""
    for refusal in doctor.read(text):
        assert doctor.diagnose(refusal, catalog.load()).advice
