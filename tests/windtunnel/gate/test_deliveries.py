"""Running a receiver over webhooks."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import httpx
import pytest

from windtunnel.content.project import Project
from windtunnel.contract.drift import read_drift
from windtunnel.gate.bench import drift_from, open_bench
from windtunnel.gate.deliveries import Mailbag, Sent, name_of, payloads, receive
from windtunnel.gate.mutants import Mutant
from windtunnel.gate.probes import Setting
from windtunnel.gate.receivers import Delivered
from windtunnel.kernel.errors import InconclusiveError, UsageError
from windtunnel.world.courier import Parcel

from .doors import ROOT, SYSTEM, Door, careful


def mailbag() -> Mailbag:
    """Return a help desk that is set up."""
    return Mailbag(Project(ROOT), SYSTEM, Door(careful))


def test_the_same_webhooks_are_sent_again_and_again() -> None:
    """Every sending begins at the same moment of the same account."""
    bag = mailbag()
    first, second = bag.send(), bag.send()
    assert [(each.parcel, each.at) for each in first] == [(each.parcel, each.at) for each in second]
    assert [each.name for each in first] == ["webhook zen:event-type:ticket.created"]


def test_a_payload_changes_before_it_is_signed() -> None:
    """So a receiver that verifies signatures reads the changed payload."""
    bag = mailbag()
    described = read_drift(
        {"on": "s", "operator": "sem-text-padded", "at": "$.subject", "payloads": ["$.subject"]}, place="test"
    )
    drift = drift_from(bag.contract, Mutant("m", "webhook", "$.subject", described, {}))
    sent = bag.send(drift)
    assert drift.injected == 1
    assert payloads(sent)[0]["subject"] != payloads(bag.send())[0]["subject"]
    with open_bench() as bench:
        assert receive(bench, bag, Door(careful), sent).error is None


def test_a_receiver_may_take_its_time_and_asks_nobody() -> None:
    """Waiting is virtual, the clock begins when the webhook was sent, and no request leads anywhere."""

    async def slow(setting: Setting, webhook: Delivered) -> object:
        before = setting.clock.now()
        await asyncio.sleep(30)
        return [before, setting.clock.now() - before]

    async def asking(setting: Setting, webhook: Delivered) -> object:
        async with httpx.AsyncClient(transport=setting.transport) as client:
            return (await client.get("https://drift.windtunnel.test/")).status_code

    bag = mailbag()
    sent = bag.send()
    with open_bench() as bench:
        assert (
            receive(bench, bag, Door(slow), sent).sinks == f'{{"written":[[{sent[0].at},30.0]],"effects":[]}}'.encode()
        )
        error = receive(bench, bag, Door(asking), sent).error
    assert "a receiver asks nobody before it has answered" in str(error)


def test_what_cannot_be_written_is_refused() -> None:
    """A receiver that returns something else than data is a mistake of its author."""

    async def strange(setting: Setting, webhook: Delivered) -> object:
        return object()

    bag = mailbag()
    with open_bench() as bench, pytest.raises(UsageError, match="cannot be written as JSON"):
        receive(bench, bag, Door(strange), bag.send())


@pytest.mark.parametrize(
    ("body", "name"),
    [(b'{"type":"a"}', "webhook a"), (b'{"x":1,"event":"b"}', "webhook b"), (b"[1]", "webhook"), (b"no", "webhook")],
)
def test_webhooks_are_called_by_what_they_say(body: bytes, name: str) -> None:
    """Or just webhook."""
    assert name_of(body) == name


def test_payloads_that_are_no_json_are_left_out() -> None:
    """When nothing is left there is nothing to judge."""
    parcel = Parcel("https://r.test/", (), b'{"a":1}', 5.0, "1")
    form = Sent(replace(parcel, body=b"a=1"), 0.0, "webhook")
    assert payloads([Sent(parcel, 0.0, "webhook"), form]) == [{"a": 1}]
    with pytest.raises(InconclusiveError, match="no webhook with a JSON payload"):
        payloads([form])
