"""A module of a plan: the policy documents that it makes, by principal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from zappa_iam.audit.document import statements_of

Documents = dict[str, list[Mapping[str, Any]]]


class Module(NamedTuple):
    """One module of a plan: its address, empty for the root, and its documents by principal.

    `levels` are the documents of deployers that may do less than all, beside those of who may do all.
    """

    address: str
    documents: Documents
    levels: list[Mapping[str, Any]]

    @property
    def statements(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Each statement with its principal."""
        for principal, found in self.documents.items():
            yield from ((principal, each) for document in found for each in statements_of(document))
