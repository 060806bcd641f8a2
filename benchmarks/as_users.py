"""What the module costs in a plan as users run it: one copy, and a hundred, against roots without it, in turns.

Terraform gets neither GOGC nor TF_LOG_SDK, which our tests set. Of each root the median of some plans counts, in
seconds of the clock and in seconds of the processor, which a busy machine disturbs less.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from benchmarks import processor
from benchmarks.planning import instances
from zappa_iam.module import planning, terraform

TURNS = 3
OURS = ("GOGC", "TF_LOG_SDK")
COMPUTED = {"id", "tags_all", "transition_default_minimum_object_size"}


def rows() -> list[tuple[str, str, str]]:
    """(what, measured, goal)."""
    with tempfile.TemporaryDirectory() as folder:
        shown = _Root(Path(folder, "shown"), instances(1)).shown()
        roots = {
            "empty": planning.base(),
            "configured": planning.base() | {"resource": {"aws_iam_group": {"one": {"name": "one"}}}},
            "one": instances(1),
            "bare": bare(shown, 100),
            "hundred": instances(100),
        }
        made = {name: _Root(Path(folder, name), root) for name, root in roots.items()}
        turns = [{name: root.taken() for name, root in made.items()} for _ in range(TURNS)]

    def against(name: str, other: str) -> str:
        clock = [turn[name].clock / turn[other].clock for turn in turns]
        processor = [turn[name].processor / turn[other].processor for turn in turns]
        return (
            f"{median(turn[name].clock for turn in turns):.1f} s, {median(clock):.2f} x ({min(clock):.2f} to "
            f"{max(clock):.2f}); {median(processor):.2f} x in processor time"
        )

    count = 100 * len(shown)
    return [
        ("as users run: one copy, against a root with nothing in it", against("one", "empty"), ""),
        ("as users run: one copy, against a root with a group", against("one", "configured"), "1.2 x"),
        (f"as users run: 100 copies, against their {count:,} resources bare", against("hundred", "bare"), "1.4 x"),
    ]


def bare(shown: list[dict[str, Any]], count: int) -> dict[str, Any]:
    """A root with the resources of a copy so many times, each written out, in no module."""
    found: dict[str, dict[str, Any]] = {}
    names = {row["address"]: f"r{number}" for number, row in enumerate(shown)}

    def reference(kind: str, attribute: str, key: str = "") -> str:
        address = next(it for it in names if f".{kind}." in it and key in it)
        return f"${{{kind}.{names[address]}[count.index].{attribute}}}"

    for row in shown:
        kind, text = row["type"], json.dumps(_written(row["values"])).replace("${", "$${")
        for word in ("Zappa0", "shop0", "Role0", "bucket-0"):
            text = text.replace(word, f"{word[:-1]}${{count.index}}")
        values: dict[str, Any] = json.loads(text) | {"count": count}
        if kind.endswith("_policy_attachment"):
            policy = f'{"role" if "role" in values else "deployer"}["{row["index"]}"]'
            values["policy_arn"] = reference("aws_iam_policy", "arn", policy)
        if kind == "aws_iam_user_group_membership":
            values["groups"] = [reference("aws_iam_group", "name")]
        if kind.startswith("aws_s3_bucket_"):
            values["bucket"] = reference("aws_s3_bucket", "id")
        for name in ("group", "role", "user"):
            if name in values and kind != f"aws_iam_{name}":
                values[name] = reference(f"aws_iam_{name}", "name")
        found.setdefault(kind, {})[names[row["address"]]] = values
    return planning.base() | {"resource": found}


def _written(values: Mapping[str, Any]) -> dict[str, Any]:
    """A resource's planned values less what nobody writes."""

    def filled(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: filled(it) for key, it in value.items() if it not in (None, "", [])}
        return [filled(it) for it in value] if isinstance(value, list) else value

    return {key: it for key, it in filled(values).items() if key not in COMPUTED and it != {}}


class Taken(NamedTuple):
    """Seconds of the clock, and of the processor."""

    clock: float
    processor: float


class _Root:
    """An initialised root in a folder of its own."""

    def __init__(self, folder: Path, root: Mapping[str, Any]) -> None:
        folder.mkdir()
        (folder / "main.tf.json").write_text(json.dumps(root))
        self._folder = folder
        self._run("init")

    def taken(self) -> Taken:
        """What a plan takes."""
        start, before = time.perf_counter(), processor.seconds()
        self._run("plan", "-out=plan")
        return Taken(time.perf_counter() - start, processor.seconds() - before)

    def shown(self) -> list[dict[str, Any]]:
        """The resources that a plan of one module shows."""
        self.taken()
        found = json.loads(self._run("show", "-json", "plan"))
        resources: list[dict[str, Any]] = planning.modules(found)[0]["resources"]
        return [row for row in resources if row["mode"] == "managed"]

    def _run(self, *words: str) -> str:
        environment = {name: it for name, it in terraform.environment().items() if name not in OURS}
        command = [str(terraform.executable()), f"-chdir={self._folder}", *words]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    for row in rows():
        print(" | ".join(row))
