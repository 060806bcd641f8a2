"""`zappa-iam try`: a project's settings, tried in the user's own AWS account."""

from __future__ import annotations

import json
from pathlib import Path

import click

from zappa_iam import aws_trial, catalog, policies, settings
from zappa_iam.account import AccountError, caller
from zappa_iam.aws_words import WordsError
from zappa_iam.cli.project import ProjectError, chosen
from zappa_iam.module import terraform
from zappa_iam.recorder.record import RecordError

SECONDS = 60  # of a minute
FAULTS = (
    AccountError,
    OSError,
    ProjectError,
    RecordError,
    WordsError,
    catalog.CatalogError,
    settings.SettingsError,
    terraform.TerraformError,
)


@click.command("try")
@click.option(
    "--settings", "path", required=True, type=click.Path(path_type=Path), help="The project's zappa_settings."
)
@click.option("--account", required=True, help="Id of the account to try it in; other credentials are refused.")
@click.option("--stage", help="The stage to try, where the file has several.")
@click.option("--region", help="Region, where the settings name none.")
@click.option("--profile", help="Profile of the credentials; default: those of the shell.")
@click.option(
    "--minutes", type=click.IntRange(1, 45), default=30, show_default=True, help="When to end what runs, and destroy."
)
@click.option("--words", type=click.Path(dir_okay=False, path_type=Path), help="File to add what AWS refused to.")
@click.option("--yes", is_flag=True, help="Do it: without this, nothing is made.")
@click.option("--dry-run", is_flag=True, help="Print what would be made and run, and ask AWS nothing.")
def try_command(
    path: Path,
    account: str,
    stage: str | None,
    region: str | None,
    profile: str | None,
    minutes: int,
    words: Path | None,
    yes: bool,
    dry_run: bool,
) -> None:
    """Try the module in your AWS account, with the settings of a project of yours, and take everything away again.

    It applies the module under a name of its own, zappa-iam-try-..., and assumes the deployer. As the deployer it runs
    deploy, invoke, status, tail, schedule, update, rollback and undeploy of a tiny application, with real Zappa. Then
    it destroys all, also after Ctrl-C, a failure, or the last minute, and says what is left.

    Your own functions, buckets, keys, queues, networks and domains are not touched: settings that name any are left
    out, each with a line that says so. What runs may cost cents.

    Exit status: 0 if all worked and nothing is left, 1 if not, 2 for input that cannot be used.
    """
    try:
        plan = _plan(_stage(path, stage), path.parent, account, region, minutes)
        _show(plan, profile)
        if dry_run:
            return
        trial = _begun(plan, profile, words, yes)
    except FAULTS as error:
        click.echo(str(error), err=True)
        raise SystemExit(2) from None
    raise SystemExit(_report(trial.run(), words))


def _stage(path: Path, name: str | None) -> settings.Stage:
    """The one stage, or that of the name; ProjectError for another, or one that Zappa would refuse."""
    found = chosen(settings.load(path), [name] if name else [])
    if len(found) > 1:
        names = ", ".join(stage.name for stage in found)
        raise ProjectError(f"{path.name}: several stages: {names}; name one with --stage")
    return found[0]


def _plan(stage: settings.Stage, folder: Path, account: str, region: str | None, minutes: int) -> aws_trial.Plan:
    """The plan of the trial; ProjectError if something is missing, or the module would refuse it."""
    if not (account.isascii() and account.isdigit() and len(account) == 12):
        raise ProjectError(f"--account {account}: is no account id; write its twelve digits")
    place = stage.region or region
    if not place:
        raise ProjectError(f"{stage.name}: aws_region is not set; give --region")
    names, known = aws_trial.drawn(account, place), catalog.load()
    choice = aws_trial.choose(stage, names, folder)
    try:
        json.dumps(choice.settings)
    except TypeError as error:
        raise ProjectError(f"{stage.name}: {error}, as Zappa needs it; write it as text") from None
    if faults := policies.refusals(aws_trial.project_of(names, choice, known), known):
        raise ProjectError("\n".join(faults))
    return aws_trial.Plan(names, choice, known, Path.cwd() / names.project, minutes * SECONDS)


def _show(plan: aws_trial.Plan, profile: str | None) -> None:
    """What is tried, and what is not."""
    names, choice = plan.names, plan.choice
    click.echo(f"{names.project} in account {names.account}, {names.region}" + (f", as {profile}" if profile else ""))
    click.echo(f"features: {', '.join(choice.features) or 'none'}")
    for name, why in choice.adapted.items():
        click.echo(f"tried otherwise: {name}: {why}")
    for name, why in choice.left_out.items():
        click.echo(f"not tried: {name}: {why}")
    made = f"roles {names.role} and {names.deployer}, the deployer's policies, bucket {names.bucket}"
    click.echo(f"Terraform makes: {made}")
    runs = ", ".join(aws_trial.ZAPPA)
    click.echo(f"Zappa makes: function {names.function}, with what the features need; it runs: {runs}")
    click.echo(
        f"then: undeploy, terraform destroy; they begin after {plan.seconds / SECONDS:.0f} minutes at the latest"
    )


def _begun(plan: aws_trial.Plan, profile: str | None, words: Path | None, yes: bool) -> aws_trial.Trial:
    """The trial, after every check that is possible before anything is made."""
    if not yes:
        raise ProjectError("nothing was made: --yes makes all this in the account, and takes it away again")
    zappa = aws_trial.zappa()
    terraform.executable()
    if words:
        aws_trial.held(words)
    found = caller(plan.names.account, plan.names.region, profile)
    plan.folder.mkdir(mode=0o700)
    click.echo(f"should this be killed: terraform -chdir={plan.folder / 'terraform'} destroy")
    return aws_trial.Trial(plan, found, zappa, click.echo)


def _report(outcome: aws_trial.TrialOutcome, words: Path | None) -> int:
    """Print the outcome; return the exit status."""
    for refused in outcome.refused:
        click.echo(f"refused: {refused.step}: {refused}")
    if words and outcome.refused:
        click.echo(f"{words}: words added: {aws_trial.append(words, outcome.refused)}")
    for failure in outcome.failed:
        click.echo(f"failed: {failure}")
    if outcome.stopped:
        click.echo(f"ended early: {outcome.stopped}")
    for left in outcome.left:
        click.echo(f"left: {left}")
    if outcome.folder:
        click.echo(f"kept: {outcome.folder}, with Terraform's state and what each step said")
    click.echo("all worked" if outcome.well else "not all is well", nl=False)
    click.echo("" if outcome.left else "; nothing is left in the account")
    return int(not outcome.well)
