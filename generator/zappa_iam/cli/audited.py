"""The project that policies are judged for: from settings and options, or else from the policies themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from zappa_iam import policies, root_module, settings
from zappa_iam.audit import AuditedStage, AuditError, Document
from zappa_iam.audit.guess import guessed
from zappa_iam.catalog.model import Catalog
from zappa_iam.cli.options import Asked
from zappa_iam.cli.project import ProjectError, chosen, features_of, laid_over, project_of_stages
from zappa_iam.evidence.recordings import Names
from zappa_iam.policies import Project
from zappa_iam.policies.project import slug

_MANAGED = "ZappaLambdaExecutionRole"
_FIELDS = ("account", "region", "bucket", "role", "path", "name", "stages")
Read = Callable[[dict[str, str]], list[Document]]


def audited(
    path: Path | None, asked: Asked, read: Read, catalog: Catalog
) -> tuple[Project, list[AuditedStage], list[Document]]:
    """The project, its stages and the documents. `read` gives the documents, once their placeholders can be filled."""
    if path and (asked.features or asked.project):
        raise ProjectError("--features and --project: replace --settings; give the file or these options")
    known, told = _of_settings(path, asked, catalog) if path else _of_options(asked, catalog)
    documents = read(_placeholders(known))
    guess = guessed(known, [each.policy for each in documents if not each.bounds])
    project = known._replace(**{field: getattr(guess, field) for field in _FIELDS if field not in told})
    if faults := policies.refusals(project, catalog):
        raise AuditError("\n".join(faults))
    return project, stages_of(project), documents


def _of_settings(path: Path, asked: Asked, catalog: Catalog) -> tuple[Project, set[str]]:
    """The project of a settings file, with the role that Zappa has now, and the fields that the user gave."""
    found = settings.load(path)
    stages = chosen(found, asked.stage)
    usual = Names()
    answers = root_module.Answers(asked.region or usual.region, asked.bucket or usual.bucket, asked.account)
    project = project_of_stages(found, stages, answers, catalog)
    told = {"role", "path", "name", "stages", *_said(asked)}
    told |= {"account"} if project.account else set()
    told |= {"region"} if all(stage.region for stage in stages) else set()
    told |= {"bucket"} if all(stage.bucket for stage in stages) else set()
    features = {name for stage in stages for name in stage.features}
    managed = {"manage_roles"} if any(stage.role.managed for stage in stages) else set()
    role = stages[0].role.name.rpartition("/")[2]
    known = project._replace(features=tuple(catalog.spelled_out(features | managed)), role=role)
    return laid_over(known._replace(account=project.account or usual.account), asked), told


def _of_options(asked: Asked, catalog: Catalog) -> tuple[Project, set[str]]:
    """The project of the options, with the recorded project's names for what is not given, and the fields that were."""
    usual = Names()
    project, _, stage = usual.function.rpartition("-")
    known = Project(
        account=usual.account,
        region=usual.region,
        bucket=usual.bucket,
        role=usual.role,
        name=project,
        stages=asked.stage or (stage,),
        features=tuple(catalog.spelled_out(features_of(asked, catalog))),
    )
    return laid_over(known, asked), _said(asked)


def _said(asked: Asked) -> set[str]:
    """The fields of a project that the options say."""
    said = {field for field in ("account", "region", "bucket", "role", "path") if getattr(asked, field)}
    return said | ({"name", "stages"} if asked.project or asked.stage else set())


def _placeholders(project: Project) -> dict[str, str]:
    """Placeholder in published policies and CloudFormation -> the project's name."""
    from zappa_iam.reports.published import PLACEHOLDERS

    facts = {"{account}": project.account or "", "{role}": project.role, "{bucket}": project.bucket}
    stack = {"AccountId": project.account or "", "Region": project.region, "Partition": project.partition}
    published = {text: facts[fact] for text, fact in PLACEHOLDERS.items() if not text.startswith("*")}
    return published | {f"${{AWS::{name}}}": value for name, value in stack.items()}


def stages_of(project: Project) -> list[AuditedStage]:
    """Each stage with the names of its resources. If Zappa manages the roles, each stage has its own role."""
    managed = "manage_roles" in project.features
    found = []
    for name in _named(project.stages):
        function = slug(f"{project.slug or 'any'}-{name}")
        found.append(AuditedStage(name, function, f"{function}-{_MANAGED}" if managed else project.role))
    return found


def _named(stages: Sequence[str]) -> list[str]:
    """The stages, one in place of every one."""
    return ["dev" if name == "*" else name for name in stages]
