"""The reports that most tests of the page read, and none changes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.shared.page_plans import QUICKSTART, everything
from tests.shared.page_reports import CATALOG, of_project


@pytest.fixture(scope="session")
def quickstart() -> dict[str, Any]:
    """The report of what `zappa init` sets up."""
    return of_project(QUICKSTART)


@pytest.fixture(scope="session")
def largest() -> dict[str, Any]:
    """The report of a project with every feature."""
    return of_project(everything(CATALOG))
