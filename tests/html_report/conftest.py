"""The reports that most tests of the page read, and none changes; and the pages, opened in a browser."""

from __future__ import annotations

from typing import Any

import pytest

from tests.shared.opened_pages import browser, files, opened, reports
from tests.shared.page_plans import QUICKSTART, everything
from tests.shared.page_reports import CATALOG, of_project

__all__ = ["browser", "files", "largest", "opened", "quickstart", "reports"]


@pytest.fixture(scope="session")
def quickstart() -> dict[str, Any]:
    """The report of what `zappa init` sets up."""
    return of_project(QUICKSTART)


@pytest.fixture(scope="session")
def largest() -> dict[str, Any]:
    """The report of a project with every feature."""
    return of_project(everything(CATALOG))
