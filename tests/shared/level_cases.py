"""Plan cases of what is granted by Zappa's commands, and of what bounds the role.

With the default features, with all of them, and on some stages alone.
"""

from __future__ import annotations

from typing import Any

from tests.shared.case_inputs import APPLICATION_ARN, BIG, BIG_STAGES, BUCKET_KEY_ARN, CATALOG, NO_BUCKET
from tests.shared.recorded_cases import RESOURCES

PIPELINE: dict[str, Any] = {"github": {"repository": "octo-org/shop", "branches": ["main"]}}
LEVELS: dict[str, dict[str, Any]] = {
    "levels_default": {
        **NO_BUCKET,
        "deployers": {name: {"grants": name, **PIPELINE} for name in ("deploy", "operate", "update")},
    },
    "levels_everything": {
        **NO_BUCKET,
        "bucket_kms_key_arn": BUCKET_KEY_ARN,
        "features": [it.name for it in CATALOG.features if it.selectable and it.name != "manage_roles"],
        "resources": RESOURCES,
        "deployers": {name: {"grants": name, **PIPELINE} for name in ("certify", "operate", "update")},
    },
    "levels_by_stage": {
        **BIG,
        "stages": BIG_STAGES,
        "deployers": {
            "everybody": {"grants": "operate", **PIPELINE},
            "developers": {"stages": ["dev", "test"], **PIPELINE},
            "everything": {"stages": BIG_STAGES, **PIPELINE},
            "pipeline": {"grants": "update", "stages": ["production"], **PIPELINE},
            "the_same": {"grants": "update", "stages": ["production"], **PIPELINE},
            "most": {"stages": BIG_STAGES[1:], **PIPELINE},
        },
    },
    "boundary_named": {
        **NO_BUCKET,
        "features": [it.name for it in CATALOG.features if it.selectable and it.name != "manage_roles"],
        "resources": RESOURCES,
        "create_permissions_boundary": True,
        "application_actions": ["dynamodb:*", "sts:AssumeRole"],
        "role_policy_arns": {"orders": APPLICATION_ARN},
    },
    "levels_of_every_stage": {
        **NO_BUCKET,
        "stages": ["*"],
        "deployers": {"pipeline": {"grants": "update", "stages": ["production"], **PIPELINE}},
    },
}
