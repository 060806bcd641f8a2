"""`explain`: what it answers to each kind of word, and what it refuses."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.shared.explained import as_json, run
from zappa_iam import catalog
from zappa_iam.reports import explain, meanings
from zappa_iam.reports.grants import grants


def test_without_a_word_no_evidence_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """The list of grants stays quick."""
    monkeypatch.setattr("zappa_iam.evidence.recordings.read", lambda *_: pytest.fail("evidence was read"))
    assert run().exit_code == 0
    assert run("keep_warm").exit_code == 0


def test_an_action_is_answered_with_reason_grade_and_places() -> None:
    """In any case: statement, reason and source; then Zappa's functions, with commands, and lines in each version."""
    result = run("LAMBDA:getalias")
    assert result.exit_code == 0
    for text in (
        "lambda:GetAlias: granted to the deployer; ",
        "core: ManageFunction, to the deployer\n  Deploy, update, rollback, status and undeploy",
        "by   refusal: ",
        "zappa/core.py Zappa.migrate_lambda_alias: lambda:GetAlias, for the deployer\n  in   update, rollback",
        "0.63.0: 1737",
    ):
        assert text in result.stdout


def test_what_was_never_recorded_is_said_to_be() -> None:
    """Granted for what AWS does by itself: derived from a line of Zappa, or asked for by nothing on record."""
    assert "granted to the role; not recorded, AWS asks for it because of this line" in run("logs:PutLogEvents").stdout
    found = grants(catalog.load(), "kms:GenerateDataKey")
    said = "kms:GenerateDataKey: granted to the {}; no recording asks for it, see the reason below"
    assert explain.findings("kms:GenerateDataKey", found, []) == [said.format(to) for to in ("deployer", "role")]


def test_what_is_asked_for_and_not_granted_is_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """An action that evidence asks for and no feature grants is answered with the scenarios, not refused."""
    whole = catalog.load()
    monkeypatch.setattr(catalog, "load", lambda: whole._replace(features=()))
    result = run("events:putrule")
    assert result.exit_code == 0
    assert (
        "events:PutRule: no feature grants it to the deployer; scenarios that ask for it: api_key, api_key_ex"
        in result.stdout
    )
    assert "zappa/core.py Zappa.schedule_events" in result.stdout
    assert "logs:FilterLogEvents: no feature grants it to the deployer" in run("--command", "tail").stdout


def test_an_action_as_json_holds_the_evidence() -> None:
    """Nothing is capped: every scenario with its own settings, every version with its lines."""
    found = as_json("iam:PassRole")
    assert found["action"] == "iam:PassRole"
    assert {grant["feature"] for grant in found["grants"]} >= {"core", "events"}
    places = {site["function"]: site for site in found["evidence"]}
    created = places["Zappa.create_lambda_function"]
    assert created["settings"]["xray_tracing"] == {"xray_tracing": True}
    assert sorted(created["lines"]) == ["0.60.2", "0.61.4", "0.62.1", "0.63.0"]


def test_a_command_is_answered_out_of_the_recordings() -> None:
    """`--command tail`, or `zappa tail`: its actions, the grants that allow them, and where it asks for them."""
    found = as_json("--command", "tail")
    assert found["findings"] == ["zappa tail: asks AWS for 2 actions, in 4 recordings"]
    actions = {"logs:DescribeLogStreams", "logs:FilterLogEvents"}
    assert {site["action"] for site in found["evidence"]} == actions
    assert {(grant["sid"], grant["action"]) for grant in found["grants"]} == {
        ("ReadAndDeleteLogs", action) for action in actions
    }
    assert as_json("--command", "zappa  tail") == found


def test_a_command_has_the_grants_of_the_features_in_use() -> None:
    """`certify` is granted by features for domains; with one named, only what that one grants for it."""
    found = as_json("--command", "certify")
    assert {"certify", "route53", "lets_encrypt_key"} <= {grant["feature"] for grant in found["grants"]}
    assert "logs:FilterLogEvents" not in {grant["action"] for grant in found["grants"]}
    of_one = as_json("--command", "certify", "--feature", "route53")
    assert {grant["feature"] for grant in of_one["grants"]} == {"route53"}
    assert {name for site in of_one["evidence"] for name in site["settings"]} >= {"certify", "certify_custom"}


@pytest.mark.parametrize(
    ("word", "said", "features"),
    [
        ("keep_warm", "a setting of Zappa, which turns on: events", {"events"}),
        ("use_apigateway", "a setting of Zappa, which turns on: apigateway", {"apigateway"}),
        ("remote_env_file", "a setting of Zappa, which turns on: remote_env", {"remote_env"}),
        ("zip", "a setting of Zappa, which turns on: zip_package", {"zip_package"}),
        ("memory_size", "which turns no feature on. What Zappa does with it is granted by the features", set()),
        ("prebuild_script", "which turns no feature on. They run the user's own code", set()),
    ],
)
def test_a_setting_is_answered_with_its_features(word: str, said: str, features: set[str]) -> None:
    """What a setting of zappa_settings.json switches on, by name or by Zappa's condition; or that it does not."""
    found = as_json(word)
    assert any(said in sentence for sentence in found["findings"])
    assert {grant["feature"] for grant in found["grants"]} == features


def test_a_service_is_answered_with_all_its_grants() -> None:
    """Of every feature, and nothing of another service."""
    found = as_json("lambda")
    assert {grant["action"] for grant in found["grants"]} == {
        grant.action for grant in grants(catalog.load()) if grant.service == "lambda"
    }
    assert found["findings"][0].startswith("lambda: a service of AWS; ")
    assert {grant["feature"] for grant in as_json("lambda", "--feature", "alb")["grants"]} == {"alb"}


def test_a_word_of_several_meanings_is_answered_with_each() -> None:
    """`events` is a feature, a setting that switches on others, and a service; each grant is there once."""
    found = as_json("events")
    assert [sentence.split(",")[0].split(";")[0] for sentence in found["findings"]] == [
        "events: a feature",
        "events: a setting of Zappa",
        "events: a service of AWS",
    ]
    rows = [(grant["feature"], grant["to"], grant["sid"], grant["action"]) for grant in found["grants"]]
    assert len(rows) == len(set(rows))
    assert {"events", "event_source_sqs"} <= {feature for feature, *_ in rows}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["lambda:GetAlas"], "explain: lambda:GetAlas is not granted; did you mean lambda:GetAlias (action)"),
        (["getalias"], 'explain: "getalias" is no action, service, feature or setting; did you mean lambda:GetAlias'),
        (["keepwarm"], "did you mean keep_warm (setting)?"),
        (["vpc_confg"], "did you mean vpc_config (feature and setting)"),
        (["lamda"], "did you mean lambda (service)"),
        (["tail"], "did you mean tail (--command)?"),
        (["xyzzy"], "run `zappa-iam explain` for all that is granted"),
        (["--command", "tial"], 'no recording of the command "tial"; did you mean tail (--command)?'),
        (["--feature", "teleport"], 'explain: unknown feature "teleport"; write one of: core'),
        (["lambda:GetAlias", "--feature", "events"], "explain: lambda:GetAlias is not granted by events"),
        (["s3", "--feature", "tags"], "explain: tags grants nothing of s3"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_not_there_is_refused_with_the_nearest(arguments: list[str], message: str) -> None:
    """One line on standard error names the nearest of all kinds; the exit status is 1."""
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_broken_scenario_is_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings come from the life table of the recorder: a broken file of it is named, and nothing is printed."""
    shutil.copytree(meanings.SCENARIOS, tmp_path / "scenarios")
    (tmp_path / "scenarios" / "life" / "tags.toml").write_text("[[row")
    monkeypatch.setattr(meanings, "SCENARIOS", tmp_path / "scenarios")
    meanings._in_life.cache_clear()
    result = run("keep_warm")
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert result.stderr.startswith("scenarios/life/tags.toml: ")


def test_a_word_and_a_command_are_not_asked_for_together() -> None:
    """That is wrong usage, exit status 2."""
    assert run("s3", "--command", "tail").exit_code == 2
