"""The report: policies held against what Zappa asks for, and all that is to be said of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from zappa_iam.audit.assumed import assumed
from zappa_iam.audit.chains import chains
from zappa_iam.audit.document import Document
from zappa_iam.audit.escalation import escalations
from zappa_iam.audit.finding import KINDS, LEVELS, Finding, Level
from zappa_iam.audit.granted import granted, known, unused, wanted
from zappa_iam.audit.lacking import lacking
from zappa_iam.audit.names import ActionNames
from zappa_iam.audit.needs import needs
from zappa_iam.audit.renaming import AuditedStage
from zappa_iam.audit.written import written
from zappa_iam.catalog.model import Catalog
from zappa_iam.iam import Policy
from zappa_iam.policies import Project, statements
from zappa_iam.policies.statements import VERSION


class Report(NamedTuple):
    """What is found, the gravest first, and the counts that a summary shows.

    `needed` are the things that Zappa asks for, `met` those of them that are allowed, `actions` all that is granted,
    and `assumed` the keys of conditions that are taken for met.
    """

    principal: str
    project: Project
    documents: Sequence[Document]
    findings: list[Finding]
    needed: int
    met: int
    actions: int
    assumed: list[str]

    def count(self, kind: str) -> int:
        """How many findings of a kind there are; of what is never used, actions."""
        found = [each for each in self.findings if each.kind == kind]
        return sum(len(each.about["actions"]) for each in found) if kind == "unused" else len(found)

    def commands(self) -> dict[str, dict[str, list[str]]]:
        """Command -> the actions that it lacks: those at which it fails (`lacking`), or goes on without (`silent`)."""
        found: dict[str, dict[str, list[str]]] = {}
        for each in self.findings:
            for command in each.about["commands"] if each.kind in ("lacking", "silent") else ():
                lacks = found.setdefault(command, {"lacking": [], "silent": []})[each.kind]
                lacks += [] if each.about["action"] in lacks else [each.about["action"]]
        return found

    def levels(self) -> dict[str, int]:
        """Access level -> how many actions of it are granted that Zappa never uses."""
        found: Counter[str] = Counter()
        for each in self.findings:
            if each.kind == "unused":
                found.update(each.about["levels"])
        return dict(sorted(found.items()))

    def reaches(self, level: Level) -> bool:
        """Whether some finding is of that level, or graver."""
        return any(LEVELS.index(each.level) <= LEVELS.index(level) for each in self.findings)

    def rows(self) -> dict[str, Any]:
        """The report as JSON has it."""
        return {
            "for": self.principal,
            "policies": [each.name for each in self.documents],
            "project": {
                "functions": self.project.functions,
                "features": list(self.project.features),
                "account": self.project.account,
                "region": self.project.region,
                "bucket": self.project.bucket,
                "role": f"{self.project.path}{self.project.role}",
            },
            "summary": {
                "needed": self.needed,
                "met": self.met,
                "granted": self.actions,
                "assumed": self.assumed,
                **{kind: self.count(kind) for kind in KINDS},
                "unused_levels": self.levels(),
                "commands": self.commands(),
            },
            "findings": [each._asdict() for each in self.findings],
        }


def audit(
    documents: Sequence[Document], project: Project, stages: list[AuditedStage], principal: str, catalog: Catalog
) -> Report:
    """Hold the documents together, as one principal's, against what the project needs; boundaries take away of it."""
    layers = [[each.policy for each in documents if not each.bounds]]
    layers += [[each.policy] for each in documents if each.bounds]
    held, keys = zip(*map(assumed, layers), strict=True)
    names = ActionNames(known())
    least = [Policy.parse({"Version": VERSION, "Statement": statements(project, principal, catalog)})]
    asked = [need for need in needs(project, stages, principal, catalog) if need.met(least)]
    allowed = _everywhere([granted(layer, names) for layer in layers])
    used = wanted(project, principal, asked, catalog)
    methods = _everywhere([[each.about["method"] for each in escalations(layer)] for layer in layers])
    found = [
        *lacking(asked, *held),
        *(each for each in escalations(layers[0]) if each.about["method"] in methods),
        *chains(project, stages, principal, least, *held),
        *unused(allowed, used, principal, names.known, catalog),
        *written([each.policy for each in documents], names),
    ]
    found.sort(key=lambda each: (LEVELS.index(each.level), list(KINDS).index(each.kind)))
    met = sum(need.met(*held) for need in asked)
    told = list(dict.fromkeys(key for layer in keys for key in layer))
    return Report(principal, project, documents, found, len(asked), met, len(allowed), told)


def _everywhere(lists: list[list[str]]) -> list[str]:
    """What is in every list, in the order of the first."""
    others = [set(other) for other in lists[1:]]
    return [each for each in lists[0] if all(each in other for other in others)]
