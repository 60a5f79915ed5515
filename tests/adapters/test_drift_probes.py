"""The drift score of the reference adapters: nothing is silent that a consumer can see."""

from __future__ import annotations

import itertools
from functools import cache

import pytest

from tests.repo.sources import ROOT
from windtunnel.content.project import Project
from windtunnel.gate.assessment import assess
from windtunnel.gate.judging import Verdict
from windtunnel.gate.probes import probes_of
from windtunnel.gate.score import ProbeScore, SystemScore, drift_score, system_score
from windtunnel.gate.waivers import waivers_of

pytestmark = pytest.mark.thorough

PROJECT = Project(ROOT)
SYSTEMS = ("zendesk", "salesforce", "slack", "openai", "anthropic", "netsuite")


@cache
def scored(system: str) -> SystemScore:
    """Return the score of one system; the stopwatch counts its own readings."""
    readings = itertools.count()
    found = [assess(PROJECT, system, probe, lambda: float(next(readings))) for probe in probes_of(PROJECT)[system]]
    return system_score(system, found, waivers_of(PROJECT))


def probe_of(system: str, name: str) -> ProbeScore:
    """Return the score of one probe."""
    return next(probe for probe in scored(system).probes if probe.probe == name)


def test_every_reference_adapter_has_probes() -> None:
    """In the order of the catalogue of systems that have one."""
    assert tuple(probes_of(PROJECT)) == SYSTEMS


@pytest.mark.parametrize("system", SYSTEMS)
def test_nothing_is_silent_that_a_consumer_can_see(system: str) -> None:
    """No crash, no alarm where nothing is wrong, and every change was met."""
    found = scored(system)
    listed = [
        f"{probe.probe}: {result.verdict} {result.operator} at {result.operation} {result.place}: {result.reason}"
        for probe in found.probes
        for result in probe.findings
    ]
    assert listed == []
    assert [probe.control_reason for probe in found.probes if probe.control == "failed"] == []
    assert drift_score([found]).exit_code == 0


@pytest.mark.parametrize("system", SYSTEMS)
def test_no_waiver_outlives_what_it_waives(system: str) -> None:
    """A waiver that waives nothing would hide the next change."""
    assert scored(system).unused_waivers == ()


@pytest.mark.parametrize(
    ("system", "probe", "operator", "place"),
    [
        ("zendesk", "ticket", "sem-html-escaped", "$.ticket.subject"),
        ("zendesk", "ticket", "sem-personal-data-masked", "$.users[].email"),
        ("zendesk", "apply", "request-property-removed", "ticket.group_id"),
        ("zendesk", "annotate", "request-property-removed", "ticket.comment.public"),
        ("salesforce", "customer", "sem-name-order-swapped", "$.records[].Name"),
        ("slack", "post", "request-property-removed", "metadata.event_payload.idempotency_key"),
        ("slack", "post-in-doubt", "sem-text-padded", "$.messages[].metadata.event_payload.idempotency_key"),
        ("openai", "ask", "sem-unit-scaled", "$.usage.prompt_tokens"),
        ("netsuite", "purchase-order", "sem-flag-inverted", "$.item.items[].isClosed"),
        ("netsuite", "post", "sem-unit-scaled", "$.item.items[].quantity"),
        ("netsuite", "post", "request-property-removed", "memo"),
    ],
)
def test_invariants_make_changes_of_meaning_loud(system: str, probe: str, operator: str, place: str) -> None:
    """Second fields, sums, states and what was written tell."""
    found = [each for each in probe_of(system, probe).results if (each.operator, each.place) == (operator, place)]
    assert found
    assert {each.verdict for each in found} == {Verdict.LOUD}


@pytest.mark.parametrize(
    ("operator", "place"),
    [
        ("sem-text-padded", "$.ticket.subject"),
        ("sem-unicode-decomposed", "$.ticket.description"),
        ("sem-line-breaks-changed", "$.ticket.description"),
        ("sem-list-order-changed", "$.ticket.tags"),
        ("response-optional-property-added", "$.ticket.id"),
    ],
)
def test_the_same_meaning_in_another_form_is_the_same_output(operator: str, place: str) -> None:
    """Texts are brought into one form, and ids are opaque."""
    probe = probe_of("zendesk", "ticket")
    found = {each.verdict for each in probe.results if (each.operator, each.place) == (operator, place)}
    assert found == {Verdict.SAME}


def test_implausible_counts_of_tokens_are_marked() -> None:
    """The answer is good, its evidence is not."""
    found = [
        each
        for each in probe_of("anthropic", "ask").results
        if each.operator == "sem-unit-scaled" and each.place == "$.usage.output_tokens"
    ]
    assert [(each.verdict, each.reason) for each in found] == [
        (Verdict.DEGRADED, "marked: degraded=['usage:implausible']")
    ]
