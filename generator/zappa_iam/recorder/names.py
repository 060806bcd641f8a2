"""Stable names for the ids that moto draws at random, so that two recordings are the same, byte for byte."""

from __future__ import annotations

from typing import Any

import jmespath

# (service, operation) -> where its response holds an id, and the stem of the name that replaces it.
RANDOM_IDS = {
    ("cloudformation", "DescribeStackResource"): [
        ("[StackResourceDetail][?LogicalResourceId=='Api'].PhysicalResourceId", "restapi"),
        ("[StackResourceDetail][?LogicalResourceId=='ApiV2'].PhysicalResourceId", "httpapi"),
        ("[StackResourceDetail][?LogicalResourceId=='WsApi'].PhysicalResourceId", "websocketapi"),
    ],
    ("apigateway", "GetRestApis"): [("items[].id", "restapi")],
    ("apigateway", "GetResources"): [("items[].id", "resource")],
    ("apigateway", "CreateApiKey"): [("id", "apikey")],
    ("apigateway", "GetApiKeys"): [("items[].id", "apikey")],
    ("lambda", "CreateEventSourceMapping"): [("UUID", "mapping")],
    ("lambda", "ListEventSourceMappings"): [("EventSourceMappings[].UUID", "mapping")],
    ("sns", "Subscribe"): [("SubscriptionArn", "subscription")],
    ("sns", "ListSubscriptionsByTopic"): [("Subscriptions[].SubscriptionArn", "subscription")],
    ("efs", "CreateFileSystem"): [("FileSystemId", "fs-")],
    ("efs", "CreateMountTarget"): [("MountTargetId", "fsmt-")],
    ("efs", "CreateAccessPoint"): [("AccessPointId", "fsap-")],
    ("elbv2", "CreateLoadBalancer"): [("LoadBalancers[].LoadBalancerArn", "loadbalancer")],
    ("elbv2", "CreateTargetGroup"): [("TargetGroups[].TargetGroupArn", "targetgroup")],
    ("elbv2", "CreateListener"): [("Listeners[].ListenerArn", "listener")],
    ("route53", "ListHostedZones"): [("HostedZones[].Id", "ZONE")],
    ("s3", "CreateMultipartUpload"): [("UploadId", "upload")],
    ("acm", "ImportCertificate"): [("CertificateArn", "certificate")],
}


class StableNames:
    """Real id <-> stable name; ids are numbered per stem in the order in which they appear."""

    def __init__(self) -> None:
        self._stable: dict[str, str] = {}
        self._counts: dict[str, int] = {}

    def give(self, real: str, stem: str) -> str:
        """The stable name of an id; of an ARN or a path, only what follows the last separator is random."""
        tail = _tail(real)
        if tail not in self._stable:
            self._counts[stem] = self._counts.get(stem, 0) + 1
            self._stable[tail] = f"{stem}{self._counts[stem]}"
        return self._stable[tail]

    def fix(self, real: str, stable: str) -> None:
        """Name an id that the scenario's own setup made; a stable ARN stands for the whole real one."""
        self._stable[real if stable.startswith("arn:") else _tail(real)] = stable

    def learn(self, service: str, operation: str, response: Any) -> None:
        """Name each new random id in a response."""
        for expression, stem in RANDOM_IDS.get((service, operation), []):
            found = jmespath.search(expression, response)
            for real in found if isinstance(found, list) else [found]:
                if real:
                    self.give(real, stem)

    def stable(self, value: Any) -> Any:
        """A JSON value with each random id replaced."""
        return _replace(value, self._stable)

    def real(self, value: Any) -> Any:
        """A JSON value with each stable name that setup fixed turned into the real id."""
        return _replace(value, {stable: real for real, stable in self._stable.items()})


def _tail(real: str) -> str:
    return real.replace(":", "/").rsplit("/", 1)[-1]


def _replace(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _replace(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [_replace(item, names) for item in value]
    if isinstance(value, str):
        for old in sorted(names, key=len, reverse=True):
            value = value.replace(old, names[old])
    return value
