"""The doctor: refusals in the spellings of AWS and its clients, and which input of the module each is about."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from zappa_iam import aws_words, catalog, doctor
from zappa_iam.cli import main

USER = "arn:aws:iam::123456789012:user/ZappaUser"
ROLE = "arn:aws:sts::123456789012:assumed-role/ZappaDjangoRole/shop-dev"
PERSON = "arn:aws:sts::123456789012:assumed-role/Deploy/botocore-session-1700000000"
PIPELINE = "arn:aws:sts::123456789012:assumed-role/ZappaDeployer-shop-production/shop-42"
FUNCTION = "arn:aws:lambda:us-west-2:123456789012:function:shop-dev"
SAID = f"User: {USER} is not authorized to perform: lambda:GetFunction on resource: {FUNCTION}"

# Spelling -> text, and what is to be read out of it: action, resource, principal, reason.
SPELLINGS: dict[str, tuple[str, tuple[str | None, str | None, str, str]]] = {
    "boto3": (
        "ClientError: An error occurred (AccessDeniedException) when calling the GetFunction operation: "
        f"{SAID} because no identity-based policy allows the lambda:GetFunction action",
        ("lambda:GetFunction", FUNCTION, "deployer", "identity"),
    ),
    "cli": (
        f"\nAn error occurred (AccessDeniedException) when calling the GetFunction operation: {SAID}",
        ("lambda:GetFunction", FUNCTION, "deployer", "unsaid"),
    ),
    "cloudformation": (
        f'Resource handler returned message: "User: {USER} is not authorized to perform: '
        "apigateway:POST on resource: arn:aws:apigateway:us-west-2::/restapis (Service: ApiGateway, Status Code: 403, "
        'Request ID: 0a0a)" (RequestToken: 1, HandlerErrorCode: AccessDenied)',
        ("apigateway:POST", "arn:aws:apigateway:us-west-2::/restapis", "deployer", "unsaid"),
    ),
    "cloudformation_api": (
        f"API: iam:PassRole User: {USER} is not authorized to perform: iam:PassRole on resource: "
        "arn:aws:iam::123456789012:role/ZappaDjangoRole",
        ("iam:PassRole", "arn:aws:iam::123456789012:role/ZappaDjangoRole", "deployer", "unsaid"),
    ),
    "terraform": (
        "Error: creating Lambda Function (x): operation error Lambda: GetFunction, https response error: 403, "
        f"RequestID: 0a, api error AccessDeniedException: {SAID} with an explicit deny in a service control policy",
        ("lambda:GetFunction", FUNCTION, "deployer", "organization"),
    ),
    "broken_by_the_terminal": (
        SAID.replace("resource: ", "resource:\n  ") + " because no permissions\nboundary allows the action",
        ("lambda:GetFunction", FUNCTION, "deployer", "boundary"),
    ),
    "zappa_tail": (
        "[1700000000] [ERROR] ClientError: An error occurred (AuthorizationError) when calling the Publish operation: "
        f"User: {ROLE} is not authorized to perform: SNS:Publish on resource: "
        "arn:aws:sns:us-west-2:123456789012:shop-dev-zappa-async because no identity-based policy allows it\n"
        '  File "/var/task/app.py", line 3, in task',
        ("SNS:Publish", "arn:aws:sns:us-west-2:123456789012:shop-dev-zappa-async", "role", "identity"),
    ),
    "session_of_a_person": (
        SAID.replace(USER, PERSON),
        ("lambda:GetFunction", FUNCTION, "deployer", "unsaid"),
    ),
    "pipeline": (
        SAID.replace(USER, PIPELINE),
        ("lambda:GetFunction", FUNCTION, "deployer", "unsaid"),
    ),
    "s3_without_a_name": (
        "An error occurred (AccessDenied) when calling the PutObject operation: Access Denied",
        (None, None, "deployer", "unsaid"),
    ),
    "head": (
        "An error occurred (403) when calling the HeadBucket operation: Forbidden",
        (None, None, "deployer", "unsaid"),
    ),
    "preflight": (
        "An error occurred (InvalidParameterValueException) when calling the CreateFunction operation: The provided "
        "execution role does not have permissions to call CreateNetworkInterface on EC2",
        ("ec2:CreateNetworkInterface", None, "role", "identity"),
    ),
    "cannot_assume": (
        "The role defined for the function cannot be assumed by Lambda.",
        ("sts:AssumeRole", None, "role", "trust"),
    ),
    "encoded": (
        "An error occurred (UnauthorizedOperation) when calling the RunInstances operation: You are not authorized to "
        f"perform this operation. Encoded authorization failure message: {'aB3-' * 20}",
        (None, None, "deployer", "encoded"),
    ),
    "decoded": (
        json.dumps(
            {
                "allowed": False,
                "explicitDeny": False,
                "context": {"principal": {"arn": USER}, "action": "lambda:GetFunction", "resource": FUNCTION},
            }
        ),
        ("lambda:GetFunction", FUNCTION, "deployer", "identity"),
    ),
    "decoded_within": (
        json.dumps(
            {
                "DecodedMessage": json.dumps(
                    {
                        "allowed": False,
                        "explicitDeny": True,
                        "context": {"principal": {"arn": ROLE}, "action": "lambda:GetFunction", "resource": FUNCTION},
                    }
                )
            }
        ),
        ("lambda:GetFunction", FUNCTION, "role", "deny"),
    ),
    "cloudtrail": (
        json.dumps(
            {
                "Records": [
                    {
                        "eventSource": "lambda.amazonaws.com",
                        "eventName": "GetFunction20150331v2",
                        "errorCode": "AccessDenied",
                        "errorMessage": SAID,
                        "userIdentity": {"arn": USER},
                    }
                ]
            }
        ),
        ("lambda:GetFunction", FUNCTION, "deployer", "unsaid"),
    ),
    "cloudtrail_without_words": (
        json.dumps(
            {
                "eventSource": "s3.amazonaws.com",
                "eventName": "PutObject",
                "errorCode": "AccessDenied",
                "userIdentity": {"arn": ROLE},
            }
        ),
        ("s3:PutObject", None, "role", "unsaid"),
    ),
}


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


@given(
    st.text(max_size=300)
    | st.text('{}":,[]arn is not authorized to perform: (403) when calling the x operation: ', max_size=300)
)
def test_any_text_is_read(text: str) -> None:
    """No text ends in a traceback, and what is found gets advice."""
    for refusal in doctor.read(text):
        assert doctor.diagnose(refusal, catalog.load()).advice
