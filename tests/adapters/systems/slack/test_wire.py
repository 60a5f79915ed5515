"""Slack's ids and times."""

from __future__ import annotations

import pytest

from adapters.errors import ContractError
from adapters.systems.slack.wire import HistoryPage, Posted
from adapters.systems.wire import Place, read

PLACE = Place("slack", "Web API", "chat.postMessage")


@pytest.mark.parametrize("channel", ["C07WINDTNL1", "G01", "D012ABC"])
def test_ids_of_channels_are_accepted(channel: str) -> None:
    """Public, private and direct."""
    assert read(Posted, {"ok": True, "channel": channel, "ts": "1760000000.000100"}, PLACE).channel == channel


@pytest.mark.parametrize("ts", ["1760000000", "1760000000.1", "1760000000.0001000", "", "1760000000,000100", None])
def test_any_other_notation_is_no_time(ts: object) -> None:
    """The time is the id of the message, so nothing about it is guessed."""
    with pytest.raises(ContractError, match="ts"):
        read(Posted, {"ok": True, "channel": "C01", "ts": ts}, PLACE)


def test_a_last_page_needs_no_cursor() -> None:
    """Slack leaves it out, or sends it empty."""
    page = read(HistoryPage, {"ok": True, "messages": [], "has_more": False}, PLACE)
    assert page.response_metadata.next_cursor == ""
