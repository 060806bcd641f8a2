"""Work in copies of this process as it stands: what Zappa, moto and boto3 hold in memory comes along."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar, cast

Item = TypeVar("Item")
CONTEXT = multiprocessing.get_context("fork")


def forked(function: Callable[[Item], Any], items: Sequence[Item], processes: int = 2) -> list[Any]:
    """The function's results, one new process for each item, a few at a time; EOFError where one broke.

    The pools of the standard library start their processes beforehand or in another thread, or forbid them children.
    """
    results: dict[int, Any] = {}
    running: dict[Connection, int] = {}
    waiting = list(enumerate(items))[::-1]
    while waiting or running:
        if waiting and len(running) < processes:
            index, item = waiting.pop()
            receiver, sender = CONTEXT.Pipe(duplex=False)
            CONTEXT.Process(target=_work, args=(sender, function, item)).start()
            sender.close()
            running[receiver] = index
            continue
        for receiver in cast(list[Connection], wait(list(running))):
            results[running.pop(receiver)] = receiver.recv()
    return [results[index] for index in range(len(items))]


def _work(sender: Connection, function: Callable[[Item], Any], item: Item) -> None:
    sender.send(function(item))
