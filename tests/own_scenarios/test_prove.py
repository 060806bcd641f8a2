"""`zappa-iam prove`: scenario files from anywhere, recorded by real Zappa, planned by real Terraform, decided."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from zappa_iam import catalog, own_scenarios
from zappa_iam.cli.main import main
from zappa_iam.recorder import record


def run(*arguments: str) -> Result:
    """`zappa-iam prove`."""
    return CliRunner().invoke(main, ["prove", *arguments])


@pytest.fixture
def zappa() -> None:
    """The newest Zappa, where this machine has it."""
    try:
        record.interpreter(record.versions()[-1])
    except record.RecordError as missing:
        pytest.skip(str(missing))


GOOD = """
run = ["deploy", "update", "undeploy"]

[settings]
apigateway_version = "v2"
xray_tracing = true
tags = { team = "web" }
"""
LACKING = """
features = ["apigateway", "events"]
run = ["deploy", "undeploy"]

[settings]
tags = { team = "web" }
"""


@pytest.mark.usefixtures("zappa")
def test_prove_holds_scenarios_against_the_module(tmp_path: Path) -> None:
    """Features come from the settings, or the file names them: then what it forgot is a line with what to do."""
    (tmp_path / "good.toml").write_text(GOOD)
    (tmp_path / "lacking.toml").write_text(LACKING)
    result = run(str(tmp_path / "good.toml"), str(tmp_path / "lacking.toml"))
    assert result.exit_code == 1, result.output
    lines = result.output.splitlines()
    assert any(line.startswith("good: ") and line.endswith(" requests, 0 of them not allowed") for line in lines)
    [said] = [line for line in lines if line.startswith("lacking: ") and "is denied" in line]
    assert "deploy: lambda TagResource (zappa/core.py" in said or "deploy: lambda CreateFunction (zappa/core.py" in said
    assert (
        "lambda:TagResource on arn:aws:lambda:us-west-2:123456789012:function:shop-dev is denied to the deployer"
        in said
    )
    assert said.endswith("; name tags in features")
    rows = json.loads(run(str(tmp_path / "good.toml"), "--json").output)
    assert [(row["scenario"], row["findings"]) for row in rows] == [("good", [])]
    assert rows[0]["requests"] > 30


BAD: dict[str, tuple[str, str]] = {
    "missing": ("", "missing.toml: missing; name a scenario file"),
    "toml": ("[settings", "toml.toml: Expected ']' at the end of a table declaration"),
    "key": ("setings = 1", "key.toml: unknown key `setings`; remove it"),
    "feature": ('features = ["teleport"]', 'feature.toml: unknown feature "teleport"; write some of: alb, api_key, '),
    "command": (
        'run = ["fly"]',
        'command.toml: run: unknown command "fly"; write it under [commands], or one of: deploy',
    ),
    "change": (
        '[[change]]\nbefore = "fly"\nsettings = {}',
        'change.toml: change: before "fly", which is not run; name',
    ),
    "type": ("run = 5", "type.toml: run: Input should be a valid list"),
    "resource": ('[resources]\ntags = ["a"]', "resource.toml: resources: tags takes none; leave it out"),
}


@pytest.mark.parametrize("name", BAD)
def test_prove_refuses_a_bad_file_in_a_line(tmp_path: Path, name: str) -> None:
    """Where, what and what to do; exit status 2, before anything is run."""
    text, says = BAD[name]
    path = tmp_path / f"{name}.toml"
    if text:
        path.write_text(text)
    result = run(str(path))
    assert result.exit_code == 2
    assert any(line.startswith(str(tmp_path / says)) for line in result.output.splitlines()), result.output


@pytest.mark.usefixtures("zappa")
def test_prove_refuses_what_only_running_shows(tmp_path: Path) -> None:
    """A set-up step that boto3 does not know, and a value that the module refuses, end in one line each."""
    (tmp_path / "setup.toml").write_text('[[setup]]\nservice = "s3"\noperation = "MakeBucket"\n')
    (tmp_path / "value.toml").write_text('[settings]\nlayers = ["my-layer"]\n')
    for name, says in (("setup", "MakeBucket"), ("value", 'layers does not take "my-layer"')):
        result = run(str(tmp_path / f"{name}.toml"))
        assert result.exit_code == 2
        assert says in result.output
        assert "Traceback" not in result.output


def test_features_of_a_file_are_those_of_its_whole_life(tmp_path: Path) -> None:
    """What a later change switches on is in the plan, and so is what it works on."""
    path = tmp_path / "life.toml"
    path.write_text(
        'run = ["deploy", "update", "undeploy"]\n[[change]]\nbefore = "update"\n'
        'settings = { dead_letter_arn = "arn:aws:sqs:us-west-2:123456789012:failed" }\n'
    )
    [given] = own_scenarios.read([path], catalog.load())
    assert given.features == ["apigateway", "dead_letter", "events"]
    assert given.resources == {"dead_letter": ["arn:aws:sqs:us-west-2:123456789012:failed"]}
