"""html-body: 200 with a page in place of JSON, as a proxy or a login wall would answer."""

from __future__ import annotations

from random import Random
from typing import Literal

from windtunnel.world.exchange import Decision, Exchange, Replace
from windtunnel.world.http import Response, text_response

from .description import FaultDescription
from .strike import ExchangeFault

PAGE = "<!DOCTYPE html><html><head><title>One moment</title></head><body>Checking your browser</body></html>"


class HtmlBodyDescription(FaultDescription):
    """Successful answers become an HTML page with the same status."""

    kind: Literal["html-body"]

    def build(self, random: Random, start: float) -> HtmlBody:
        """Return the fault at work."""
        return HtmlBody(self, random, start)


class HtmlBody(ExchangeFault):
    """Answers with a page."""

    acts_after = True

    def strike_after(self, exchange: Exchange, response: Response) -> Decision:
        """Replace the body."""
        return Replace(text_response(PAGE, response.status, "text/html; charset=utf-8"))
