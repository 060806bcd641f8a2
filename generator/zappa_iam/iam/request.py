"""A request: one action on one resource, with what AWS knows of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Context = Mapping[str, str | tuple[str, ...]]  # by lower-case key: a single value, or the values of a list key


@dataclass(frozen=True)
class Request:
    """One call as IAM sees it.

    `resource` is an ARN, or `*` for an action that has none. In `context` a string is a single-valued key and a
    sequence a multivalued one, whatever its length: only ForAllValues and ForAnyValue read the latter. Key names do
    not mind case (reference_policies_elements_condition), so two that differ only by case raise ValueError.
    """

    action: str
    resource: str
    context: Mapping[str, str | Sequence[str]] = field(default_factory=dict, hash=False)
    folded: str = field(init=False, repr=False, compare=False)
    keys: Context = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        keys = {key.lower(): value if isinstance(value, str) else tuple(value) for key, value in self.context.items()}
        if len(keys) != len(self.context):
            names = ", ".join(sorted(self.context))
            raise ValueError(f"{self.action}: two context keys differ only by case in {names}; keep one of them")
        object.__setattr__(self, "folded", self.action.lower())
        object.__setattr__(self, "keys", keys)
