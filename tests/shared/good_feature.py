"""A feature's file that is good but for what a test changes in it, and how the catalog refuses it."""

from __future__ import annotations

from pathlib import Path

import pytest

from zappa_iam import catalog
from zappa_iam.catalog import CatalogError

GOOD = """
[feature]
title = "Test"
why = "Tests need a feature that is good but for one thing."

[[deployer]]
sid = "TestStatement"
why = "Tests need a statement that is good but for one thing."
source = ["zappa/core.py Zappa.test"]
actions = ["lambda:GetAlias"]
scopes = ["functions"]
"""


def refusal_lines(folder: Path) -> list[str]:
    with pytest.raises(CatalogError) as error:
        catalog.load(folder, folder)
    return str(error.value).splitlines()
