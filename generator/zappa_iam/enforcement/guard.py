"""A capture that lets a call through only where the policies of who makes it allow all that the call comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from botocore.validate import validate_parameters

from zappa_iam.iam import Policy, Request, decide
from zappa_iam.recorder.capture import Capture
from zappa_iam.recorder.names import StableNames
from zappa_iam.requests import Call, MappingError, World, around, requests_of, settled

from .refusal import refusal


class Guard(Capture):
    """Records as a capture does, and decides before each call; a refused call carries `denied` and `resource`.

    Decisions see a call under its stable names, which are those the policies are planned for. A call that changes the
    stack is refused where the policies refuse what CloudFormation does with the caller's permissions, too. In AWS the
    stack's operation would be accepted and fail later; Zappa waits for its end, so the command fails either way.

    `policies`  by principal, `deployer` and `role`; may be replaced between commands
    `faults`    calls that have no row in `generator/zappa_iam/requests/operations`: nothing could be decided of them
    """

    def __init__(self, policies: Mapping[str, Sequence[Policy]]) -> None:
        super().__init__(StableNames())
        self.policies = policies
        self.faults: list[str] = []
        self._world = World(tags={"ZappaProject": World.function})
        self._worlds: dict[str, World] = {}

    def answer(self, original: Any, client: Any, call: dict[str, Any], parameters: dict[str, Any]) -> Any:
        """Refuse the call, or answer it."""
        stable = Call(**self.names.stable(call))
        self._learn(stable)
        templates = self.names.stable(self.templates) if stable.service == "cloudformation" else {}
        world = around(stable, self._world, templates)
        for request in self._requests(stable, world, client, parameters):
            if not decide(self.policies[stable.principal], request).allowed:
                call |= {"denied": request.action, "resource": request.resource}
                raise refusal(client, stable.operation, stable.principal, request)
        response = super().answer(original, client, call, parameters)
        self._world = self._worlds[world.function] = settled(world)
        return response

    def _requests(self, call: Call, world: World, client: Any, parameters: dict[str, Any]) -> list[Request]:
        try:
            return requests_of(call, world)
        except MappingError as error:
            # A call that lacks a parameter is never sent, so IAM decides nothing: botocore raises this error itself.
            validate_parameters(parameters, client.meta.service_model.operation_model(call.operation).input_shape)
            self.faults.append(str(error))
            raise

    def _learn(self, call: Call) -> None:
        """Of which stage the call is, where it names its function or stack; the function, and the stack's tags."""
        function = str(call.parameters.get("FunctionName") or call.parameters.get("StackName"))
        self._world = self._worlds.get(function, self._world)
        if call.operation == "CreateFunction":
            known = self._worlds.get(function, World())
            self._world = replace(known, function=function, tags={"ZappaProject": function})
        elif call.operation == "CreateStack":
            self._world = replace(self._world, tags={tag["Key"]: tag["Value"] for tag in call.parameters["Tags"]})
