"""The files of a root module: one module block for each call, formatted as `terraform fmt` would."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from textwrap import wrap
from typing import Any

from zappa_iam.files.jinja import environment, faults_placed
from zappa_iam.root_module.calls import ModuleCall

FOLDER = Path(__file__).parent / "templates"
WIDTH = 100


def files(
    calls: Sequence[ModuleCall], source: str, inputs: Mapping[str, Mapping[str, Any]] | None = None
) -> dict[str, str]:
    """File name -> text: main.tf, outputs.tf, versions.tf, and a policy for each call that has statements.

    `inputs` has more inputs by the calls' labels, each a text or a list of texts.
    """
    more = inputs or {}
    blocks = [
        {
            "call": call,
            "alias": alias_of(call, calls),
            "arguments": list(_arguments(call, source, more.get(call.label, {}))),
        }
        for call in calls
    ]
    arguments = {"calls": blocks, "providers": _providers(calls), "text": literal}
    templates = environment(FOLDER)
    with faults_placed(FOLDER):
        found = {name: templates.get_template(f"{name}.j2").render(arguments) for name in _NAMES}
    return found | {_policy_file(call): _policy(call) for call in calls if call.policies}


_NAMES = ("main.tf", "outputs.tf", "versions.tf")


def _arguments(call: ModuleCall, source: str, more: Mapping[str, Any]) -> Iterator[str]:
    """The lines of a module block: the plain inputs, the features, and what they work on."""
    plain = [
        ("source", literal(source)),
        ("bucket_name", literal(call.bucket)),
        ("region", literal(call.region)),
        ("role_name", literal(call.role_name)),
        ("project_name", literal(call.project)),
        ("stages", _list(call.stages)),
        ("name", literal(call.name) if call.name else ""),
        ("account_id", literal(call.account) if call.account else ""),
        ("path", literal(call.path) if call.path != "/" else ""),
        ("create_bucket", "" if call.create_bucket else "false"),
        ("create_role", "" if call.create_role else "false"),
        *((name, literal(value) if isinstance(value, str) else _list(value)) for name, value in more.items()),
    ]
    yield from aligned([(name, value) for name, value in plain if value])
    yield ""
    if call.partly:
        some = "; ".join(f"{name} ({', '.join(stages)})" for name, stages in call.partly.items())
        yield from (f"# {line}" for line in wrap(f"Used by some stages only: {some}.", WIDTH))
    yield "features = ["
    yield from (f"  {literal(name)}," for name in call.features)
    yield "]"
    if call.resources:
        yield ""
        yield "resources = {"
        values = [(name, _list(given, len(name) + 4)) for name, given in call.resources.items()]
        yield from (f"  {line}" for line in aligned(values))
        yield "}"
    if call.policies:
        yield ""
        yield "role_policy_arns = {"
        yield f"  application = aws_iam_policy.{call.label}_application.arn"
        yield "}"


def aligned(pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Names and values; equals signs in one column, as long as values on one line follow each other."""
    for single, run in groupby(pairs, key=lambda pair: "\n" not in pair[1]):
        found = list(run)
        width = max(len(name) for name, _ in found) if single else 0
        for name, value in found:
            yield from f"{name:<{width}} = {value}".split("\n")


def _list(values: Sequence[str], indent: int = 0) -> str:
    """A list on one line, where it fits behind so many characters."""
    line = f"[{', '.join(map(literal, values))}]"
    if len(line) + indent <= WIDTH:
        return line
    return "[\n" + "".join(f"  {literal(value)},\n" for value in values) + "]"


def literal(value: str) -> str:
    """The value as an HCL string, in which nothing is a template."""
    return json.dumps(value, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")


def alias_of(call: ModuleCall, calls: Sequence[ModuleCall]) -> str | None:
    """The alias of the call's provider; none for the first region and profile."""
    key, first = (call.region, call.profile), (calls[0].region, calls[0].profile)
    words = "_".join(word for word in (call.profile, call.region) if word)
    return None if key == first else "".join(letter if letter.isalnum() else "_" for letter in words).lower()


def _providers(calls: Sequence[ModuleCall]) -> list[dict[str, object]]:
    """A provider for each region and profile; held to the account, where it is known."""
    found: dict[str | None, dict[str, object]] = {}
    for call in calls:
        alias = alias_of(call, calls)
        pairs = [("alias", literal(alias) if alias else ""), ("region", literal(call.region))]
        pairs += [("profile", literal(call.profile) if call.profile else "")]
        pairs += [("allowed_account_ids", f"[{literal(call.account)}]" if call.account else "")]
        found.setdefault(alias, {"lines": list(aligned([pair for pair in pairs if pair[1]]))})
    return list(found.values())


def _policy_file(call: ModuleCall) -> str:
    return f"policies/{call.label}.json"


def _policy(call: ModuleCall) -> str:
    """What the settings gave to Zappa's role beside its own policy, as a document."""
    unique = list({json.dumps(statement, sort_keys=True): statement for statement in call.policies}.values())
    return json.dumps({"Version": "2012-10-17", "Statement": unique}, indent=2, ensure_ascii=False) + "\n"
