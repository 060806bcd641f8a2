"""Plans to make pages of, as `terraform show -json` prints them: of our module, and of somebody else's."""

from __future__ import annotations

import json
from typing import Any

from zappa_iam.catalog.grant import PRINCIPALS
from zappa_iam.catalog.model import Catalog
from zappa_iam.policies import Project, named

HOSTILE = '<script>window.pwned = 1</script><img src=x onerror="window.pwned = 1">'

QUICKSTART = Project(
    "123456789012", "us-west-2", "my-awesome-zappa-bucket", "ZappaDjangoRole", "my-project", ("dev",),
    ("apigateway", "events"),
)  # fmt: skip

FEATURES = QUICKSTART._replace(
    role="ZappaShopRole",
    name="shop",
    stages=("production",),
    features=(
        "apigateway_v2", "certify", "dead_letter", "event_source_sqs", "events", "tags", "vpc_config", "xray_tracing",
    ),
    resources={
        "certify": ("shop.example.com",),
        "dead_letter": ("arn:aws:sns:us-west-2:123456789012:failures",),
        "event_source_sqs": ("arn:aws:sqs:us-west-2:123456789012:orders",),
        "vpc_config": ("subnet-0123456789abcdef0", "sg-0123456789abcdef0"),
    },
)  # fmt: skip
EXAMPLES = {"quickstart": QUICKSTART, "features": FEATURES}
"""What examples/ call the module with; a test holds the reports of their plans against those of these."""

STREAM = "arn:aws:kinesis:us-west-2:123456789012:stream/orders"
MORE = {  # where one value does not bring every statement
    "dead_letter": ("arn:aws:sns:us-west-2:123456789012:failures", "arn:aws:sqs:us-west-2:123456789012:failures"),
    "event_source_kinesis": (STREAM, f"{STREAM}/consumer/shop:1"),
}


def everything(catalog: Catalog) -> Project:
    """A project with every feature on, each on the value that the catalog has for an example."""
    taken = {feature.name: feature.about.resources for feature in catalog.features}
    return QUICKSTART._replace(
        features=tuple(feature.name for feature in catalog.features if feature.selectable),
        resources={name: (given.example,) for name, given in taken.items() if given} | MORE,
        bucket_key="arn:aws:kms:us-west-2:123456789012:key/11111111-2222-3333-4444-555555555555",
    )


def with_levels(plan: dict[str, Any], actions: dict[str, list[str]]) -> dict[str, Any]:
    """The plan with a policy more of our module: of a deployer with these actions of some statements, by their Sids."""
    [module] = plan["planned_values"]["root_module"]["child_modules"]
    held = [each for row in module["resources"] for each in json.loads(row["values"]["policy"])["Statement"]]
    less = [{**each, "Action": actions[each["Sid"]]} for each in held if each["Sid"] in actions]
    document = {"Version": "2012-10-17", "Statement": less}
    module["resources"].append(row(f'{module["address"]}.aws_iam_policy.level["update"]', document))
    return plan


def plan_of(project: Project, catalog: Catalog, address: str = "module.zappa_iam") -> dict[str, Any]:
    """The plan of a root that calls our module for the project."""
    rows = [
        row(f'{address}.aws_iam_policy.{to}["{name}"]', _as_planned(document))
        for to in PRINCIPALS
        for name, document in named(project, to, catalog).items()
    ]
    inputs = {
        "bucket_name": project.bucket,
        "region": project.region,
        "role_name": project.role,
        "project_name": project.name,
        "stages": list(project.stages),
        "features": list(project.features),
        "resources": {name: list(values) for name, values in project.resources.items()},
        "bucket_kms_key_arn": project.bucket_key,
    }
    expressions = {name: {"constant_value": value} for name, value in inputs.items()}
    calls = {address.removeprefix("module."): {"expressions": expressions}}
    return plan([{"address": address, "resources": rows}], calls)


def _as_planned(document: dict[str, Any]) -> dict[str, Any]:
    """The document as our module's HCL has it: lists, where one value could stand alone."""
    statements = []
    for each in document["Statement"]:
        tests = {
            test: {key: values if isinstance(values, list) else [values] for key, values in keys.items()}
            for test, keys in each.get("Condition", {}).items()
        }
        lists = {
            element: [each[element]]
            for element in ("Action", "Resource", "NotResource")
            if isinstance(each.get(element), str)
        }
        statements.append({**each, **lists, **({"Condition": tests} if tests else {})})
    return {**document, "Statement": statements}


def plan(modules: list[dict[str, Any]], calls: dict[str, Any] | None = None) -> dict[str, Any]:
    """A plan with these modules."""
    return {
        "planned_values": {"root_module": {"child_modules": modules}},
        "configuration": {"root_module": {"module_calls": calls or {}}},
        "variables": {},
    }


def row(address: str, document: dict[str, Any]) -> dict[str, Any]:
    """A managed policy in a plan."""
    name = address.rpartition("aws_iam_policy.")[2].partition("[")[0]
    return {"address": address, "type": "aws_iam_policy", "name": name, "values": {"policy": json.dumps(document)}}


def strangers(text: str = "orders") -> dict[str, Any]:
    """The plan of somebody else's module, in which a text stands wherever one can."""
    statement = {
        "Effect": "Allow",
        "Action": ["s3:*", "iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"],
        "Resource": ["*", f"arn:aws:s3:::{text}/*"],
        "Condition": {"StringEquals": {f"aws:ResourceTag/{text}": text}},
    }
    wide = {"Sid": "Wide", "Effect": "Allow", "Action": "iam:*", "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [statement, wide]}
    address = f'module.deployer.aws_iam_policy.this["{text}"]'
    return plan([{"address": "module.deployer", "resources": [row(address, document)]}])
