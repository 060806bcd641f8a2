"""What the user says is there: no credentials, no call; what is not known is left for AWS to find as it is."""

from __future__ import annotations

from collections.abc import Iterable

from zappa_iam.adopt.existing import AdoptError, Bucket, Held

KINDS = ("role", "group", "user", "policy", "bucket")


class Named:
    """Answers by names, each given as `kind=name`, as in `role=ZappaDjangoRole`."""

    def __init__(self, names: Iterable[str], account: str, partition: str = "aws") -> None:
        self._names = {kind: set[str]() for kind in KINDS}
        self._arn = f"arn:{partition}:iam::{account}"
        for each in names:
            kind, _, name = each.partition("=")
            if kind not in KINDS or not name:
                raise AdoptError(f"--names: {each!r}; write kind=name, the kind one of: {', '.join(KINDS)}")
            self._names[kind].add(name)

    def role(self, name: str) -> Held | None:
        """The role, if named; a name may have its path."""
        return self._held("role", name)

    def group(self, name: str) -> Held | None:
        """The group, if named, with all users that are."""
        found = self._held("group", name)
        return found and found._replace(users=tuple(sorted(self._names["user"])))

    def user(self, name: str) -> Held | None:
        """The user, if named."""
        return self._held("user", name)

    def policy(self, name: str, path: str) -> str | None:
        """The policy, if named, in that path."""
        return f"{self._arn}:policy{path}{name}" if name in self._names["policy"] else None

    def bucket(self, name: str) -> Bucket | None:
        """The bucket, if named."""
        return Bucket() if name in self._names["bucket"] else None

    def _held(self, kind: str, name: str) -> Held | None:
        found = next((each for each in sorted(self._names[kind]) if each.rpartition("/")[2] == name), None)
        return Held(f"{self._arn}:{kind}/{found.strip('/')}") if found else None
