"""The surroundings of all tests and of all that they start: nothing of the user's AWS, Terraform, pip or terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from zappa_iam.module.surroundings import without_account

FOREIGN = ("TF_", "PIP_", "MAKE", "MFLAGS", "GNUMAKE", "PYTHONPATH", "FORCE_COLOR", "CLICOLOR", "COLUMNS", "LINES")
LOOPBACK = "127.0.0.1,localhost"
# A client that asks AWS although no test gave it a server of moto's meets nobody.
NOBODY = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
    "TF_CLI_CONFIG_FILE": os.devnull,
    "PIP_CONFIG_FILE": os.devnull,
}


def harmless(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment less what is the user's; a proxy is passed by for moto, and `make` takes this very Python."""
    kept = {name: value for name, value in without_account(environment).items() if not name.startswith(FOREIGN)}
    near = ",".join(filter(None, (environment.get("NO_PROXY") or environment.get("no_proxy"), LOOPBACK)))
    return kept | NOBODY | {"NO_PROXY": near, "no_proxy": near, "PYTHON": getattr(sys, "_base_executable", "python3")}
