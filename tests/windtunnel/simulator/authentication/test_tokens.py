"""Tokens, their lifetimes, refresh and authorization codes."""

from __future__ import annotations

import base64
import hashlib
from random import Random
from typing import Any

import pytest

from windtunnel.kernel.clock import EPOCH, SteppedClock
from windtunnel.kernel.ids import Ids
from windtunnel.simulator import NotAuthenticated
from windtunnel.simulator.authentication.oauth2 import OAuthProblem
from windtunnel.simulator.authentication.tokens import Tokens
from windtunnel.simulator.store import Store

VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


class Desk:
    """Tokens on a clock of their own."""

    def __init__(self) -> None:
        self.clock = SteppedClock(EPOCH)
        self.store = Store(lambda effect: None)
        self.tokens = Tokens(self.store, self.clock, Ids(Random(1)), "a-{hex:16}", "r-{hex:16}")

    def reason(self, token: str) -> str:
        """Return why a token is not accepted; empty when it is."""
        try:
            self.tokens.caller(token)
        except NotAuthenticated as problem:
            return problem.reason
        return ""


def test_a_token_stands_for_user_app_and_scopes() -> None:
    """In the shape that the vendor gives its tokens."""
    desk = Desk()
    issued = desk.tokens.issue("ann", "app", ("read",), access_seconds=60)
    caller = desk.tokens.caller(issued.access_token)
    assert (caller.id, caller.app, caller.scopes, caller.token) == ("ann", "app", ("read",), issued.access_token)
    assert issued.access_token.startswith("a-")
    assert issued.refresh_token is None


def test_a_token_ends_exactly_with_its_lifetime() -> None:
    """Not a moment later."""
    desk = Desk()
    token = desk.tokens.issue("ann", "app", access_seconds=60).access_token
    desk.clock.advance(59.999)
    assert desk.reason(token) == ""
    desk.clock.advance(0.001)
    assert desk.reason(token) == "expired"


def test_a_sliding_token_lives_while_it_is_used() -> None:
    """Every use prolongs it by its lifetime; an idle one dies."""
    desk = Desk()
    token = desk.tokens.issue("ann", "app", access_seconds=60, sliding=True).access_token
    for _ in range(5):
        desk.clock.advance(50)
        assert desk.reason(token) == ""
    desk.clock.advance(60)
    assert desk.reason(token) == "expired"


def test_unknown_and_revoked_tokens_are_told_apart() -> None:
    """Revoking works once, for access and refresh tokens."""
    desk = Desk()
    issued = desk.tokens.issue("ann", "app", refreshable=True)
    assert desk.reason("a-nobody") == "invalid"
    assert desk.tokens.revoke(issued.access_token)
    assert desk.reason(issued.access_token) == "revoked"
    assert desk.tokens.revoke(issued.refresh_token or "")
    assert not desk.tokens.revoke(issued.refresh_token or "")


def test_a_fixed_key_never_expires() -> None:
    """Not even when every token is made to expire."""
    desk = Desk()
    desk.tokens.keep("key", "ann")
    desk.tokens.issue("bob", "app", access_seconds=60)
    for_ever = desk.tokens.issue("eve", "app").access_token
    assert desk.tokens.expire_all() == 1
    assert desk.tokens.expire_all() == 0
    desk.clock.advance(10**9)
    assert (desk.reason("key"), desk.reason(for_ever)) == ("", "")


def test_refreshing_without_rotation_keeps_the_refresh_token() -> None:
    """The old access token goes on working until its end."""
    desk = Desk()
    first = desk.tokens.issue("ann", "app", ("read",), access_seconds=60, refreshable=True)
    second = desk.tokens.refresh(first.refresh_token or "", "app", rotate=False)
    assert second.refresh_token == first.refresh_token
    assert second.access_token != first.access_token
    assert (second.user, second.scopes, second.expires_in) == ("ann", ("read",), 60)
    assert desk.reason(first.access_token) == ""


def test_refreshing_with_rotation_kills_the_old_pair() -> None:
    """A refresh token works once."""
    desk = Desk()
    first = desk.tokens.issue("ann", "app", access_seconds=60, refreshable=True)
    second = desk.tokens.refresh(first.refresh_token or "", "app", rotate=True)
    assert second.refresh_token not in (None, first.refresh_token)
    assert desk.reason(first.access_token) == "invalid"
    with pytest.raises(OAuthProblem, match="invalid_grant"):
        desk.tokens.refresh(first.refresh_token or "", "app", rotate=True)
    assert desk.tokens.refresh(second.refresh_token or "", "app", rotate=True).user == "ann"


def test_a_refresh_token_belongs_to_its_client_and_expires() -> None:
    """Another client's, unknown and expired ones are invalid grants."""
    desk = Desk()
    refresh = desk.tokens.issue("ann", "app", refresh_seconds=60, refreshable=True).refresh_token or ""
    for token, app in ((refresh, "other"), ("r-nobody", "app")):
        with pytest.raises(OAuthProblem, match="invalid_grant"):
            desk.tokens.refresh(token, app, rotate=True)
    desk.clock.advance(60)
    with pytest.raises(OAuthProblem, match="invalid_grant"):
        desk.tokens.refresh(refresh, "app", rotate=True)


def code(desk: Desk, **facts: Any) -> str:
    """Return a new authorization code."""
    return desk.tokens.authorize("ann", "app", "https://app/cb", ("read",), code_seconds=60, **facts)


def test_a_code_is_good_once() -> None:
    """Even when the first attempt to use it failed."""
    desk = Desk()
    first = code(desk)
    granted = desk.tokens.redeem(first, "app", "https://app/cb", None)
    assert (granted["user"], granted["scopes"]) == ("ann", ("read",))
    second = code(desk)
    for token, app in ((first, "app"), (second, "other"), (second, "app")):
        with pytest.raises(OAuthProblem, match="invalid_grant: invalid authorization code"):
            desk.tokens.redeem(token, app, "https://app/cb", None)


def test_a_code_expires_and_knows_where_it_was_sent() -> None:
    """Late, or for another address: invalid."""
    desk = Desk()
    late = code(desk)
    desk.clock.advance(60)
    with pytest.raises(OAuthProblem, match="invalid authorization code"):
        desk.tokens.redeem(late, "app", "https://app/cb", None)
    with pytest.raises(OAuthProblem, match="redirect_uri does not match"):
        desk.tokens.redeem(code(desk), "app", "https://evil/cb", None)


@pytest.mark.parametrize(
    ("facts", "verifier", "good"),
    [
        ({"challenge": CHALLENGE, "challenge_method": "S256"}, VERIFIER, True),
        ({"challenge": CHALLENGE, "challenge_method": "S256"}, VERIFIER[:-1], False),
        ({"challenge": CHALLENGE, "challenge_method": "S256"}, CHALLENGE, False),
        ({"challenge": CHALLENGE, "challenge_method": "S256"}, None, False),
        ({"challenge": VERIFIER, "challenge_method": "plain"}, VERIFIER, True),
        ({"challenge": VERIFIER, "challenge_method": "plain"}, "x", False),
        ({}, None, True),
    ],
)
def test_the_verifier_must_fit_the_challenge(facts: dict[str, str], verifier: str | None, good: bool) -> None:
    """The example of RFC 7636, appendix B."""
    desk = Desk()
    if good:
        assert desk.tokens.redeem(code(desk, **facts), "app", None, verifier)["user"] == "ann"
        return
    with pytest.raises(OAuthProblem, match="code_verifier does not match"):
        desk.tokens.redeem(code(desk, **facts), "app", None, verifier)


def test_the_example_of_the_rfc_is_what_it_says() -> None:
    """So that the test before tests something."""
    hashed = hashlib.sha256(VERIFIER.encode()).digest()
    assert base64.urlsafe_b64encode(hashed).decode().rstrip("=") == CHALLENGE


def test_tokens_are_part_of_a_snapshot() -> None:
    """A restored store knows those of then, as they were then."""
    desk = Desk()
    token = desk.tokens.issue("ann", "app", access_seconds=60).access_token
    snapshot = desk.store.snapshot()
    desk.tokens.revoke(token)
    later = desk.tokens.issue("ann", "app").access_token
    desk.store.restore(snapshot)
    assert (desk.reason(token), desk.reason(later)) == ("", "invalid")
