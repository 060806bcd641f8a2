"""`zappa-iam adopt`: from what exists already to a root module whose plan destroys and replaces nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from generator import adopt, catalog, root, settings
from generator.adopt.account import Reader
from generator.adopt.named import Named
from generator.cli import root_module
from generator.permission import Catalog, partition
from generator.root.calls import statements
from generator.settings import edit

_NAMES = "Something that is there, as in role=ZappaDjangoRole or user=ci; then no account is asked. Kinds: "


@click.command("adopt")
@click.argument("path", metavar="[SETTINGS]", type=click.Path(path_type=Path), required=False)
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("infrastructure"),
    help="Where the Terraform files go; default: infrastructure.",
)
@click.option("--stage", "only", multiple=True, help="Only this stage; may be given several times.")
@click.option("--region", help="Region, for stages whose settings name none.")
@click.option("--bucket", help="Deployment bucket, for stages whose settings name none.")
@click.option("--account", help="Account id; needed with --names, else that of the credentials.")
@click.option("--profile", help="AWS profile to read the account with.")
@click.option("--names", multiple=True, help=_NAMES + "role, group, user, policy, bucket.")
@click.option("--own-bucket", is_flag=True, help="Take over the bucket, too; default: use it and leave it as it is.")
@click.option("--guide", is_flag=True, help="Keep the guide's policies as they are; default: least privilege.")
@click.option("--exclusive", is_flag=True, help="Take away policies that are not the module's.")
@click.option("--source", help="Source of the module; default: a copy of it, written beside main.tf.")
@click.option("--write", "rewrite", is_flag=True, help="Change the settings file, too, not only show how.")
@click.option("--force", is_flag=True, help="Write over files of these names.")
@click.option("--dry-run", is_flag=True, help="Print what would be written, and write nothing.")
def adopt_command(
    path: Path | None,
    folder: Path,
    only: tuple[str, ...],
    region: str | None,
    bucket: str | None,
    account: str | None,
    profile: str | None,
    names: tuple[str, ...],
    own_bucket: bool,
    guide: bool,
    exclusive: bool,
    source: str | None,
    rewrite: bool,
    force: bool,
    dry_run: bool,
) -> None:
    """Write the Terraform for a project whose role, policies, group, users and bucket are there already.

    SETTINGS is the zappa_settings file; default: the one that Zappa would take in this folder. The account is only
    read.
    """
    try:
        found, known = root_module.read(path, only), catalog.load()
        root_module.refuse(found)
        found = found._replace(warnings=[*found.warnings, *settings.refused_by_module(found, known)])
        answers = root_module.asked(found, root.Answers(region, bucket, account))
        there = _account(names, account, profile, found, answers)
        if isinstance(there, Reader):
            answers = answers._replace(account=_same(account, there.id))
        adoptions = [adopt.adopted(call, there, own_bucket, guide) for call in _calls(found, there, answers, known)]
        files = adopt.files(adoptions, source or f"./{root_module.MODULE}", exclusive)
        _finish(found, known, adoptions, files, folder, source, rewrite, force, dry_run, exclusive)
    except (*root_module.FAULTS, adopt.AdoptError) as error:
        click.echo(str(error), err=True)
        raise SystemExit(2) from None


def _account(
    names: Sequence[str], account: str | None, profile: str | None, found: settings.Settings, answers: root.Answers
) -> adopt.Account:
    """The account itself, or what the user says of it."""
    if not names:
        return Reader(profile)
    known = account or next((stage.account for stage in found.stages.values() if stage.account), None)
    if known is None:
        raise adopt.AdoptError("--names: in which account? add --account, its twelve digits")
    first = next(iter(found.stages.values()))
    return Named(names, known, partition(first.region or answers.region or ""))


def _same(wanted: str | None, found: str) -> str:
    if wanted not in (None, found):
        raise adopt.AdoptError(f"--account: the credentials are of account {found}, not {wanted}; use the other's")
    return found


def _calls(found: settings.Settings, there: adopt.Account, answers: root.Answers, known: Catalog) -> list[root.Call]:
    """The module calls on the roles that are there; the first takes over what the guide made once for an account."""
    calls = root.calls(adopt.with_their_roles(found.stages.values(), there), answers, known)
    told = [
        call._replace(policies=[each for name in call.stages for each in statements(found.stages[name])])
        for call in calls
    ]
    return [told[0]._replace(name=adopt.prefixes(told[0], there)), *told[1:]]


def _finish(
    found: settings.Settings,
    known: Catalog,
    adoptions: Sequence[adopt.Adoption],
    files: dict[str, str],
    folder: Path,
    source: str | None,
    rewrite: bool,
    force: bool,
    dry_run: bool,
    exclusive: bool,
) -> None:
    text = settings.text_of(found.path.read_bytes(), found.path.name)
    calls = [each.call for each in adoptions]
    after = edit.changed(text, found.path.suffix.lower(), root.changes(calls, found.stages))
    if exclusive and not force and (folder / "main.tf").exists():  # adopted before: what is there may be changed since
        files, source = {name: text for name, text in files.items() if name == "exclusive.tf"}, source or "as it is"
    if dry_run:
        root_module.print_root(folder, files)
    else:
        root_module.write_root(folder, files, known, source, force)
    count = sum(len(each.imports) for each in adoptions)
    click.echo(
        f"imports: {count} of what is there" + ("" if count else "; nothing is, so `zappa-iam init` does as well")
    )
    for each in adoptions:
        for line in each.stays:
            click.echo(
                f"warning: {line}" + ("; --exclusive takes it away" if not exclusive else " until the plan is applied")
            )
    root_module.warn(found)
    root_module.show(found.path, text, after, rewrite and not dry_run)
    click.echo(f"\nNext: terraform -chdir={folder} init && terraform -chdir={folder} plan")
