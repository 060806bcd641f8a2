"""Values of the settings that the module would refuse: said before a plan does."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zappa_iam.catalog.model import Catalog
from zappa_iam.settings.load import Settings
from zappa_iam.settings.warning import Warning


def refused_by_module(settings: Settings, catalog: Catalog) -> list[Warning]:
    """A warning for each stage's name, and each value of `resources`, that the module does not take."""
    return [warning for stage in settings.stages for warning in _refused(settings, stage, catalog)]


def _refused(settings: Settings, name: str, catalog: Catalog) -> Iterator[Warning]:
    for feature, values in settings.stages[name].resources.items():
        taken = catalog.taken(feature)
        wrong = [value for value in values if taken and not re.fullmatch(taken.expression, value)]
        if taken and wrong:
            message = f"{feature}: the module does not take {', '.join(wrong)}; write it as in {taken.example}"
            yield Warning("value_refused", name, message)
