"""SARIF."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

from windtunnel.gate.findings import Acceptance, Level
from windtunnel.gate.outputs.sarif import render_sarif

from ..desk import TODAY, finding, report
from .sarif_shape import LOG


def rendered(*findings: Any, **more: Any) -> dict[str, Any]:
    """Return the one run of the log."""
    log = json.loads(render_sarif(report(*findings, **more)))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    return dict(run)


def test_a_result_has_its_rule_its_line_and_its_fingerprint() -> None:
    """The region is what code scanning shows: for drift, the adapter's line."""
    given = finding("sem-unit-scaled", file="adapters/systems/desk reader.py", line=41, check="drift")
    run = rendered(finding("recorded-schema"), given)
    result = run["results"][1]
    assert (result["ruleId"], result["level"]) == ("sem-unit-scaled", "error")
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "sem-unit-scaled"
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "adapters/systems/desk%20reader.py", "uriBaseId": "PROJECT"}
    assert place["region"] == {"startLine": 41}
    assert result["partialFingerprints"]["windtunnel/v1"] == given.fingerprint


def log_of_everything() -> dict[str, Any]:
    """Return a log in which everything that the gate can say is said."""
    told = Acceptance(owner="ana", reason="known", first_seen=TODAY, expires=TODAY, expired=False)
    findings = [
        finding("recorded-schema"),
        finding("sem-unit-scaled", file="adapters/desk reader.py", line=41, check="drift"),
        finding(level=Level.WARN, place="w"),
        finding(level=Level.INFO, place="x", acceptance=told, file="/srv/desk.har"),
    ]
    return dict(json.loads(render_sarif(report(*findings, reasons=("no answer",)))))


def test_a_log_has_the_shape_of_the_standard() -> None:
    """Everything in it is named by SARIF 2.1.0, of the type that it demands, and the rules that results name exist."""
    log = log_of_everything()
    Draft202012Validator(LOG, validate_formats=True).validate(log)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    bases = {
        result["locations"][0]["physicalLocation"]["artifactLocation"].get("uriBaseId") for result in run["results"]
    }
    assert bases - {None} <= run["originalUriBaseIds"].keys()


WRONG: list[Callable[[Any], object]] = [
    lambda run: run["results"][0].pop("message"),
    lambda run: run["results"][0].update(level="fatal"),
    lambda run: run["results"][0].update(line=3),
    lambda run: run["tool"].pop("driver"),
    lambda run: run["invocations"][0].pop("executionSuccessful"),
    lambda run: run["results"][1]["locations"][0]["physicalLocation"]["region"].update(startLine=0),
]


@pytest.mark.parametrize("change", WRONG)
def test_the_shape_refuses_what_the_standard_refuses(change: Callable[[Any], object]) -> None:
    """A log that was spoilt is found out, so the test above can fail."""
    log = log_of_everything()
    change(log["runs"][0])
    assert not Draft202012Validator(LOG, validate_formats=True).is_valid(log)


def test_every_rule_is_explained() -> None:
    """Who reads the alert needs no other page."""
    (rule,) = rendered(finding("pact-mismatch"))["tool"]["driver"]["rules"]
    assert all(rule[key]["text"] for key in ("shortDescription", "fullDescription", "help"))


def test_levels_and_acceptance_are_carried_over() -> None:
    """Warning, note, and a suppression with its justification."""
    told = Acceptance(owner="ana", reason="known", first_seen=TODAY, expires=TODAY, expired=False)
    run = rendered(finding(level=Level.WARN), finding(level=Level.INFO, place="x", acceptance=told))
    assert [result["level"] for result in run["results"]] == ["warning", "note"]
    (suppression,) = run["results"][1]["suppressions"]
    assert (suppression["kind"], suppression["justification"]) == ("external", f"known (ana, until {TODAY})")


def test_a_doubt_is_a_notification_of_an_unsuccessful_run() -> None:
    """No results is not the same as nothing found."""
    (invocation,) = rendered(reasons=("no answer",))["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["exitCode"] == 3
    assert invocation["toolExecutionNotifications"][0]["message"]["text"] == "desk: recorded: no answer"
    assert rendered()["invocations"][0]["executionSuccessful"] is True


def test_a_finding_without_a_file_points_at_the_configuration() -> None:
    """A result without a place is not shown at all."""
    place = rendered(finding())["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "windtunnel.toml"
    absolute = rendered(finding(file="/srv/desk.har"))["results"][0]["locations"][0]["physicalLocation"]
    assert absolute["artifactLocation"] == {"uri": "file:///srv/desk.har"}
