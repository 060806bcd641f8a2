"""The doctor: which input of the module each refusal is about, and how the command says so."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from tests.shared.spellings import PIPELINE, ROLE, SAID, SPELLINGS, USER
from zappa_iam import catalog, doctor
from zappa_iam.cli import main

# Text -> kind, feature, and what the advice must say.
ADVICE: dict[str, tuple[str, str, str | None, str]] = {
    "a_level": (
        SAID.replace(USER, PIPELINE),
        "granted",
        "core",
        'grants = "deploy" or "certify" or "operate" or "update"',
    ),
    "no_level": (
        SAID.replace(USER, PIPELINE).replace("GetFunction", "CreateFunction"),
        "granted",
        "core",
        'A role of `deployers` needs grants = "deploy" for it.',
    ),
    "a_stage": (SAID.replace("shop-dev", "shop-live"), "granted", "core", 'those that make the function "shop-live"'),
    "a_feature": (
        f"User: {USER} is not authorized to perform: lambda:GetLayerVersion on resource: "
        "arn:aws:lambda:us-west-2:123456789012:layer:libs:3",
        "granted",
        "layers",
        'resources = { layers = ["arn:aws:lambda:us-west-2:123456789012:layer:libs:3"] }',
    ),
    "an_operation": (
        "An error occurred (403) when calling the HeadBucket operation: Forbidden",
        "granted",
        "s3_bucket",
        "FindBucket grants s3:ListBucket",
    ),
    "the_application": (
        f"User: {ROLE} is not authorized to perform: ses:SendEmail on resource: arn:aws:ses:us-west-2:1:identity/a",
        "not_zappas",
        None,
        "grant it in a policy of role_policy_arns",
    ),
    "terraform_itself": (
        f"User: {USER} is not authorized to perform: iam:CreatePolicy on resource: policy Zappa",
        "not_zappas",
        None,
        "no command of Zappa asks for it",
    ),
    "a_boundary": (
        f"{SAID} because no permissions boundary allows the lambda:GetFunction action",
        "elsewhere",
        "core",
        "the module grants it",
    ),
    "an_encoded_message": (SPELLINGS["encoded"][0], "encoded", None, "aws sts decode-authorization-message"),
    "the_trust": (SPELLINGS["cannot_assume"][0], "trust", None, "trust lambda.amazonaws.com"),
    "the_network": (SPELLINGS["preflight"][0], "granted", "vpc_config", 'features = [..., "vpc_config"]'),
}


@pytest.mark.parametrize("case", ADVICE)
def test_advice_names_what_to_set(case: str) -> None:
    """Feature, statement and input, or why it is not the module's to grant."""
    text, kind, feature, says = ADVICE[case]
    found = [doctor.diagnose(refusal, catalog.load()) for refusal in doctor.read(text)]
    chosen = [each for each in found if each.kind == kind]
    assert chosen, found
    assert chosen[0].feature == feature
    assert says in chosen[0].advice


def test_doctor_reads_standard_input() -> None:
    """What is pasted is explained, one line for each refusal; with --json for a program."""
    result = CliRunner().invoke(main.main, ["doctor"], input=SAID)
    assert result.exit_code == 0
    assert result.output.startswith("core: ManageFunction grants lambda:GetFunction to the deployer")
    result = CliRunner().invoke(main.main, ["doctor", "--json"], input=SAID)
    [row] = json.loads(result.output)
    assert (row["kind"], row["feature"], row["refusal"]["action"]) == ("granted", "core", "lambda:GetFunction")


def test_doctor_says_where_there_is_no_refusal() -> None:
    """One line that says what to paste, and exit status 2."""
    result = CliRunner().invoke(main.main, ["doctor"], input="all is well")
    assert result.exit_code == 2
    assert "holds no refusal of AWS; paste the lines with AccessDenied" in result.output
