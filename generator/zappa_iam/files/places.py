"""Places: of a checkout, or of what was installed: templates, module, and the cache."""

from __future__ import annotations

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
_ROOT = _PACKAGE.parent.parent
CHECKOUT = _ROOT if (_ROOT / "pyproject.toml").is_file() and (_ROOT / "templates").is_dir() else None
"""The checkout's folder; None where the package was installed."""


def _cache_folder() -> Path:
    """The checkout's ignored folder, or the user's cache folder."""
    if CHECKOUT:
        return CHECKOUT / ".cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "zappa-iam"


CACHE = _cache_folder()
TEMPLATES = CHECKOUT / "templates" if CHECKOUT else _PACKAGE / "templates"
MODULE = CHECKOUT / "modules" / "zappa_iam" if CHECKOUT else None
"""The rendered module; None without a checkout: then each command that needs one takes --folder."""
