"""The error with which a service refuses a call, as botocore raises it."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from zappa_iam.iam import Request

# Services whose refusals have a name of their own; for the others the protocol decides.
CODES = {"ec2": "UnauthorizedOperation", "sns": "AuthorizationError"}
XML = {"query", "rest-xml"}
ARNS = {
    "deployer": "arn:aws:iam::123456789012:user/ZappaUser",
    "role": "arn:aws:sts::123456789012:assumed-role/ZappaDjangoRole/shop-dev",
}


def refusal(client: Any, operation: str, principal: str, request: Request) -> ClientError:
    """What this client raises where a request of this operation is refused, code and message as AWS writes them."""
    code = _code(client.meta.service_model, operation)
    message = (
        f"User: {ARNS[principal]} is not authorized to perform: {request.action} on resource: {request.resource} "
        f"because no identity-based policy allows the {request.action} action"
    )
    error = {"Code": code, "Message": "Forbidden" if code == "403" else message}
    response = {"Error": error, "ResponseMetadata": {"HTTPStatusCode": 403, "RetryAttempts": 0}}
    refused: ClientError = client.exceptions.from_code(code)(response, operation)
    return refused


def _code(service: Any, operation: str) -> str:
    """The error code; a HEAD request's answer has no body to hold one, and botocore puts the status in its place."""
    if service.operation_model(operation).http.get("method") == "HEAD":
        return "403"
    protocols = {service.metadata["protocol"], *service.metadata.get("protocols", ())}
    old = protocols & XML or "awsQueryCompatible" in service.metadata
    return CODES.get(service.service_name, "AccessDenied" if old else "AccessDeniedException")
