"""Policies: the catalog's statements for one project, as JSON documents, without Terraform.

    project = Project(account="123456789012", region="us-west-2", bucket="my-packages", role="ShopRole", name="shop",
                      stages=("dev",), features=("apigateway", "events"))
    for name, document in named(project, "deployer", catalog.load()).items(): ...

Comes in: a project and the catalog. Goes out: what Terraform plans for the same inputs, statement for statement; the
tests hold it against planned policies.
"""

from zappa_iam.policies.cloudformation import template
from zappa_iam.policies.documents import LimitError, named
from zappa_iam.policies.project import Project
from zappa_iam.policies.refusals import refusals
from zappa_iam.policies.statements import statements, trust

__all__ = ["LimitError", "Project", "named", "refusals", "statements", "template", "trust"]
