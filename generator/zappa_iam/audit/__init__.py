"""Audit: policies of anybody's held against what Zappa asks for: what they lack, and what they grant beyond it.

    found = audit(read(["policy.json"], "deployer", {}), project, stages, "deployer", catalog.load())
    for line in lines(found): ...

Comes in: documents, and the project that they are for. Goes out: findings, each a sentence with its facts: commands
that fail or lose something in silence, known escalations, an attacker's chains, grants that nobody uses, names that
are no actions, and grants that can match nothing.
"""

from zappa_iam.audit.document import AuditError, Document
from zappa_iam.audit.finding import LEVELS, Finding
from zappa_iam.audit.reading import read
from zappa_iam.audit.renaming import AuditedStage
from zappa_iam.audit.report import Report, audit
from zappa_iam.audit.showing import lines

__all__ = ["LEVELS", "AuditError", "AuditedStage", "Document", "Finding", "Report", "audit", "lines", "read"]
