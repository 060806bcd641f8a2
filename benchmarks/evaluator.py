"""The evaluator against the Node simulator: the same policies and requests, the same answers, decisions per second.

    python -m benchmarks.evaluator

Both run on one core, one after the other, warmed up. Node gets its policies validated beforehand and is measured both
with and without its checks of the request; the goal is against the faster. Python is charged for building each
request from its parts. Any difference in an answer ends the benchmark with an error.
"""

from __future__ import annotations

import json
import time
import tomllib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks import node_simulator
from zappa_iam.iam import Policy, Request, decide

ACCOUNT, NEIGHBOUR = "111122223333", "999999999999"
PRINCIPAL = f"arn:aws:iam::{ACCOUNT}:role/deployer"
GOAL = 5.0
SECONDS = 2.0
REQUESTS = 500
NEIGHBOURLY = 4  # the context that comes with another account's resources

QUESTIONS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("evaluator.toml").read_text(encoding="utf-8"))


def rows() -> list[tuple[str, str, str]]:
    """What was measured, the figure, and its goal; RuntimeError if an answer differs."""
    documents, asked = policies(), requests()
    node = run_node(documents, asked)
    effects, rate = run_python(documents, asked)
    for mode in ("checked", "unsafe"):
        compare(asked, effects, [node_simulator.word(effect) for effect in node[mode]["effects"]], mode)
    best = max(node["checked"]["rate"], node["unsafe"]["rate"])
    counts = ", ".join(f"{effects.count(effect)} {effect.replace('_', ' ')}" for effect in sorted(set(effects)))
    statements = sum(len(policy["Statement"]) for policy in documents)
    return [
        ("Evaluator: decisions per second", f"{rate:,.0f}", ""),
        ("Node simulator: decisions per second, with its checks", f"{node['checked']['rate']:,.0f}", ""),
        ("Node simulator: decisions per second, without", f"{node['unsafe']['rate']:,.0f}", ""),
        ("Evaluator / the faster of both", f"{rate / best:.1f} x", f"at least {GOAL:.0f} x"),
        (f"Same answers, {len(documents)} policies of {statements} statements", f"{len(asked)} ({counts})", "all"),
    ]


def policies() -> list[dict[str, Any]]:
    """The five documents."""
    return [
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": each["effect"],
                    "Action": each["actions"],
                    "Resource": [arn(text) for text in each["resources"]],
                    **({"Condition": each["conditions"]} if "conditions" in each else {}),
                }
                for each in statements
            ],
        }
        for statements in QUESTIONS["policies"].values()
    ]


def requests() -> list[dict[str, Any]]:
    """The first REQUESTS questions."""
    return list(islice(questions(), REQUESTS))


def questions() -> Iterator[dict[str, Any]]:
    """Every combination of context, action, target and the action's own context, always in the same order."""
    targets, own = QUESTIONS["targets"], QUESTIONS["own"]
    for number, context in enumerate(QUESTIONS["contexts"], start=1):
        account = NEIGHBOUR if number == NEIGHBOURLY else ACCOUNT
        for action in QUESTIONS["actions"]:
            for target in targets.get(action, targets[action.split(":")[0]]):
                for more in own.get(action, [{}]):
                    yield {"action": action, "resource": arn(target, account), "context": {**context, **more}}


def arn(text: str, account: str = ACCOUNT) -> str:
    """The ARN for a short form: `service:resource`, with `::` for no region, `:::` for no account either."""
    if text == "*":
        return text
    service, rest = text.split(":", 1)
    if rest.startswith("::"):
        return f"arn:aws:{text}"
    region, rest = ("", rest[1:]) if rest.startswith(":") else ("eu-west-1", rest)
    return f"arn:aws:{service}:{region}:{account}:{rest}"


def run_python(documents: list[dict[str, Any]], asked: list[dict[str, Any]]) -> tuple[list[str], float]:
    """The evaluator's answers, and its decisions per second."""
    parsed = [Policy.parse(document) for document in documents]
    cases = [(each["action"], each["resource"], each["context"]) for each in asked]
    effects = [decide(parsed, Request(*case)).effect for case in cases]
    count, start = 0, time.perf_counter()
    while (spent := time.perf_counter() - start) < SECONDS:
        for action, resource, context in cases:
            decide(parsed, Request(action, resource, context))
        count += len(cases)
    return list(effects), count / spent


def run_node(documents: list[dict[str, Any]], asked: list[dict[str, Any]]) -> dict[str, Any]:
    """What benchmarks/node/simulate.js answers."""
    job = {"account": ACCOUNT, "principal": PRINCIPAL, "seconds": SECONDS, "policies": documents, "requests": asked}
    found: dict[str, Any] = node_simulator.ask("simulate.js", job)
    return found


def compare(asked: list[dict[str, Any]], ours: list[str], theirs: list[str], mode: str) -> None:
    """RuntimeError with each request that got two answers, one line each."""
    differing = [
        f"{mode}: {json.dumps(request)}: {one}, but the simulator says {other}; find out which is right"
        for request, one, other in zip(asked, ours, theirs, strict=True)
        if one != other
    ]
    if differing:
        raise RuntimeError("\n".join(differing))


if __name__ == "__main__":
    measured = rows()
    for what, figure, goal in measured:
        print(f"{what:60} {figure}" + (f"  (goal: {goal})" if goal else ""))
    if float(measured[3][1].split()[0]) < GOAL:
        raise SystemExit("benchmarks/evaluator.py: the goal is missed; profile generator/zappa_iam/iam/decide.py")
