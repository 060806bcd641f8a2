"""Published policies: what others publish for deploying with Zappa, filled in and so measured beside ours.

The guide's documents are those of `module/guide_documents/`. `published_policies/zappa_example_policy.json` is Zappa's
own example, word for word, of 4 November 2025, first in release 0.61.0. It has the MIT licence, and is for the
deployer only:
https://github.com/zappa/Zappa/blob/25b68a5edd5925dc57982c36bb0a36f5b7729ea9/example/policy/deploy.json
No package of Zappa holds it, as they do `attach_policy.json`: look there when you take in a release.
Its pattern for the roles that Zappa makes becomes the given role: otherwise the example would fail for a name.
"""

from __future__ import annotations

from pathlib import Path

from zappa_iam.files import plain_files
from zappa_iam.files.faults import DataError
from zappa_iam.iam import Policy, PolicyError
from zappa_iam.module import guide


class PublishedError(DataError):
    """Every fault of a published policy, one line each: where: what; what to do."""


EXAMPLE = Path(__file__).parent / "published_policies" / "zappa_example_policy.json"
RECORDED = {"account": "123456789012", "role": "ZappaDjangoRole", "bucket": "my-awesome-zappa-bucket"}  # in evidence
GUIDE = "the guide of 2018"
ZAPPA = "Zappa's example"

PLACEHOLDERS = {  # text in a published document -> the fact that replaces it
    "[ROLE_ID]": "{account}",
    "[ROLENAME]": "{role}",
    "[YOUR_BUCKET_NAME]": "{bucket}",
    "<account_id>": "{account}",
    "*-ZappaLambdaExecutionRole": "{role}",
    "<s3_bucket from zappa_settings.json>": "{bucket}",
}


def policies(account: str, role: str, bucket: str) -> dict[str, dict[str, list[Policy]]]:
    """Whose -> principal -> policies."""
    facts = {"{account}": account, "{role}": role, "{bucket}": bucket}
    names = {"deployer": ("user_general_policy", "user_s3_policy"), "role": ("role_policy",)}
    documents = {to: [guide.FOLDER / f"{name}.json" for name in found] for to, found in names.items()}
    return {
        GUIDE: {to: [policy(path, facts) for path in paths] for to, paths in documents.items()},
        ZAPPA: {"deployer": [policy(EXAMPLE, facts)]},
    }


def policy(path: Path, facts: dict[str, str]) -> Policy:
    """One published policy with the facts in place of its placeholders; DataError."""
    text = plain_files.text(path, path.name)
    for placeholder, fact in PLACEHOLDERS.items():
        text = text.replace(placeholder, facts[fact])
    try:
        return Policy.parse(text, path.stem)
    except PolicyError as error:
        raise PublishedError(str(error)) from None
