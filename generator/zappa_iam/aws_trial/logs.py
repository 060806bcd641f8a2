"""What AWS writes down of a trial by itself: a stack's events and a function's log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from zappa_iam.account import Caller
from zappa_iam.aws_trial.names import TrialNames

PAGES = 10


class Logs:
    """Reads them as the caller, who may see more than the deployer; a stack's events each once."""

    def __init__(self, caller: Caller, names: TrialNames) -> None:
        self._caller, self._names = caller, names
        self._seen: set[str] = set()
        self._stack = names.function

    def of_stack(self) -> list[str]:
        """Why anything of the stack failed since the last look; a stack that is gone is known by its id."""
        from botocore.exceptions import BotoCoreError, ClientError

        found = []
        with suppress(BotoCoreError, ClientError):
            pages = self._caller.client("cloudformation").get_paginator("describe_stack_events")
            for page in pages.paginate(StackName=self._stack, PaginationConfig={"MaxItems": 1000}):
                for event in page["StackEvents"]:
                    self._stack = event["StackId"]
                    if event["EventId"] not in self._seen and "FAILED" in event.get("ResourceStatus", ""):
                        found.append(str(event.get("ResourceStatusReason", "")))
                    self._seen.add(event["EventId"])
        return found

    def of_function(self) -> Iterator[str]:
        """What the function and its clients wrote, message by message."""
        from botocore.exceptions import BotoCoreError, ClientError

        group = f"/aws/lambda/{self._names.function}"
        with suppress(BotoCoreError, ClientError):
            pages = self._caller.client("logs").get_paginator("filter_log_events").paginate(logGroupName=group)
            for _, page in zip(range(PAGES), pages, strict=False):
                yield from (event["message"] for event in page["events"])
