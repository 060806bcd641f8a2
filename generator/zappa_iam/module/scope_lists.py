"""A scope as a list of ARNs among the module's locals. The templates only print it."""

from __future__ import annotations

import re
from typing import NamedTuple

from zappa_iam.catalog.model import Scope
from zappa_iam.module import hcl, placeholders


class Local(NamedTuple):
    """One list of ARNs among the module's locals."""

    comment: list[str]
    name: str
    value: str


def local(name: str, scope: Scope) -> Local:
    """The scope's list of ARNs, made of the module's inputs."""
    parts = placeholders.parts(scope.patterns, scope.given, scope.only)
    if scope.otherwise:
        parts = [placeholders.joined(parts), placeholders.values(scope.otherwise)]
    function = "coalescelist" if scope.otherwise else "concat"
    given = f"var.{scope.unless} ? [] : " if scope.unless else ""
    if len(parts) == 1:
        return Local(hcl.comment(scope.what), name, given + _broken(parts[0], "    ", len(f"    {name} = {given}")))
    lines = [f"{function}(", *(f"      {_broken(part, '      ', 7)}," for part in parts), "    )"]
    return Local(hcl.comment(scope.what), name, given + "\n".join(lines))


def _broken(expression: str, indent: str, before: int) -> str:
    """The expression, a `for` of more than hcl.WIDE characters, with what is `before` it, on lines of their own."""
    found = re.fullmatch(r"\[(for \w+ in [^:]+ :) (.*)\]", expression)
    if found is None or before + len(expression) <= hcl.WIDE:
        return expression
    return f"[\n{indent}  {found[1]}\n{indent}  {found[2]}\n{indent}]"
