"""A folder to render in."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.shared.manifests import BLOG, changed


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder with a manifest of two roots, for every engine, and the module's copy among the roots."""
    engines = ("engines", ["atlantis", "matrix", "terragrunt"])
    value = changed(engines, ("projects/blog", BLOG | {"account": "spare", "pipelines": ["main"]}))
    (tmp_path / "fleet.yaml").write_text(yaml.safe_dump(value))
    return tmp_path
