"""`zappa-iam policy`: the policies of a project as JSON or as a CloudFormation template, without Terraform."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zappa_iam.cli.options import Asked, project_options
from zappa_iam.cli.printing import print_json

if TYPE_CHECKING:
    from zappa_iam.catalog.model import Catalog
    from zappa_iam.policies import Project

KINDS = ("deployer", "role", "trust")


@click.command("policy")
@click.argument("file", metavar="[SETTINGS]", type=click.Path(path_type=Path), required=False)
@click.option("--for", "kinds", type=click.Choice(KINDS), multiple=True, help="Whose policies; default: all three.")
@click.option(
    "--grants", metavar="LEVEL", default="deploy", help="The deployer's: deploy (default), update, operate or certify."
)
@click.option("--format", "form", type=click.Choice(("json", "cloudformation")), default="json", show_default=True)
@click.option(
    "--output", type=click.Path(file_okay=False, path_type=Path), help="Write a file for each policy into this folder."
)
@click.option("--force", is_flag=True, help="Overwrite files with these names.")
@project_options
def policy_command(
    file: Path | None,
    kinds: tuple[str, ...],
    grants: str,
    form: str,
    output: Path | None,
    force: bool,
    **asked: Any,
) -> None:
    """Print the policies that Terraform would make, for the console, the CDK or StackSets.

    SETTINGS is a zappa_settings file; default: the one in this folder. With --features none is needed. One policy
    is printed as its document, several as an object of documents by name. Each has at most IAM's 6,144 characters.
    """
    from zappa_iam import catalog, settings
    from zappa_iam.catalog import levels
    from zappa_iam.cli.project import ProjectError, project_of
    from zappa_iam.policies import LimitError
    from zappa_iam.root_module.writing import WriteError, refuse_over, write

    try:
        found = catalog.load()
        project = project_of(file, Asked(**asked), found)._replace(grants=grants)
        wanted = kinds or KINDS
        made = _templates(project, wanted, found) if form == "cloudformation" else _documents(project, wanted, found)
        texts = {f"{name}.json": json.dumps(each, indent=2, ensure_ascii=False) + "\n" for name, each in made.items()}
        if output:
            if not force:
                refuse_over(output, texts, "--output")
            write(output, texts)
            click.echo(f"{output}: {', '.join(texts)}")
        else:
            shown = next(iter(made.values())) if len(made) == 1 else made
            print_json(shown)
    except (
        ProjectError,
        LimitError,
        levels.LevelsError,
        settings.SettingsError,
        WriteError,
        catalog.CatalogError,
        OSError,
    ) as error:
        click.echo(str(error), err=True)
        raise SystemExit(2) from None


def _documents(project: Project, kinds: tuple[str, ...], catalog: Catalog) -> dict[str, Any]:
    """Name -> document, for each policy that is asked for."""
    from zappa_iam import policies
    from zappa_iam.catalog.grant import PRINCIPALS
    from zappa_iam.cli.project import ProjectError

    if project.account is None:
        raise ProjectError("account: not known; give --account (a CloudFormation template needs none)")
    found: dict[str, Any] = {}
    for principal in (name for name in PRINCIPALS if name in kinds):
        found |= policies.named(project, principal, catalog)
    if "trust" in kinds:
        found[f"{project.role}-trust"] = policies.trust(project, catalog)
    return found


def _templates(project: Project, kinds: tuple[str, ...], catalog: Catalog) -> dict[str, Any]:
    from zappa_iam import policies

    return {"zappa-iam": policies.template(project, kinds, catalog)}
