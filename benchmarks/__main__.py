"""`make bench`: every measurement as one Markdown table, ratios taken within this run."""

from __future__ import annotations

import importlib

MEASUREMENTS = (
    "rendering",
    "commands",
    "page",
    "fleet",
    "planning",
    "as_users",
    "evaluator",
    "proof",
    "opinion",
    "recording",
)


def main() -> None:
    """Print the table, a row as soon as it is measured."""
    print("| what | measured | goal |\n|---|---|---|", flush=True)
    for name in MEASUREMENTS:
        for row in importlib.import_module(f"benchmarks.{name}").rows():
            print(f"| {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()
