"""What shapes give away."""

from __future__ import annotations

import base64
import json

import pytest

from windtunnel.record.redaction.fields import Fields
from windtunnel.record.redaction.shapes import Shapes, is_card, is_opaque
from windtunnel.record.redaction.stand_ins import StandIns


def text(value: str) -> str:
    """Return a text redacted."""
    return Shapes(Fields(), StandIns("seed")).text(value)


@pytest.mark.parametrize(
    "value",
    [
        "xoxb-1234-abcdefgh",
        "sk-proj-abcDEF123456",
        "ghp_abcdefghijkl",
        "Bearer abcdef123",
        "-----BEGIN KEY-----\nMIIabc\n-----END KEY-----",
        "https://user:hunter2@x.example/",
        "password: hunter2",
        "https://x.example/?api_key=abc",
        "see ann%40acme.org now",
        "ann@acme.org",
        "4242424242424242",
        "+1 415 555 0132",
        "(0170) 555-01999",
        "020 7946 0958",
        "078-05-1120",
        "DE89 3704 0044 0532 0130 00",
        "kQ9zT3xxW7pLx2VbN8mR4dY6",
        "aB3+x/Yz9Kq2Lm8NvR5tWe1/Gh4Jp7Uc6oDs=",
        "0123456789abcdef0123456789abcdef",
    ],
)
def test_secrets_and_personal_data_are_found_in_a_sentence(value: str) -> None:
    """And the sentence around them stays."""
    told = text(f"before {value} after")
    assert told.startswith("before ")
    assert told.endswith(" after")
    assert value not in told


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-21T13:00:00Z",
        "2026-11-21 13:00:00",
        "123e4567-e89b-12d3-a456-426614174000",
        "https://x.example/v2/organization-members/1234567890/settings?page=2",
        "customer-support-tickets-2024",
        "0015g00000ABCDEAA2",
        "10.0.0.127",
        "1234567890123",
        "Basic plan, 20 seats",
        "AB12 CDEF 3456 GHIJ",
        "version 12.4.1-rc.2",
        "",
    ],
)
def test_what_is_no_secret_stays(value: str) -> None:
    """Times, ids, links, words."""
    assert text(value) == value


def test_base64_is_looked_into() -> None:
    """And written as base64 again, in its own alphabet."""
    made = text(base64.b64encode(b"write to ann@acme.org").decode())
    assert b"write to " in base64.b64decode(made)
    assert b"acme" not in base64.b64decode(made)


def test_a_jwt_can_still_be_read() -> None:
    """Times stay, texts are replaced, the signature is none."""
    claims = base64.urlsafe_b64encode(b'{"sub":"ann","exp":17}').decode().rstrip("=")
    head, payload, signature = text(f"eyJhbGciOiJIUzI1NiJ9.{claims}.c2lnbmF0dXJl").split(".")
    assert json.loads(base64.urlsafe_b64decode(head + "==")) == {"alg": "HS256"}
    told = json.loads(base64.urlsafe_b64decode(payload + "=="))
    assert told["exp"] == 17
    assert told["sub"] != "ann"
    assert signature != "c2lnbmF0dXJl"


def test_cards_need_length_first_digit_and_check_digit() -> None:
    """Other long numbers are ids."""
    assert is_card("4242424242424242")
    assert not is_card("4242424242424241")
    assert not is_card("9242424242424247")


def test_chance_is_told_from_words() -> None:
    """By length, classes and their turns."""
    assert is_opaque("kQ9zT3xxW7pLx2VbN8mR4dY6")
    assert not is_opaque("customer_support_tickets_2024")
    assert not is_opaque("12345678901234567890")


def test_a_name_before_its_address_is_a_name() -> None:
    """As mail programs write it; a tag is no address."""
    told = text('To: "Ann Smith" <ann@acme.org>, Bob <bob@acme.org>')
    assert not {"Ann", "Smith", "Bob", "acme"} & set(told.replace('"', " ").replace("@", " ").replace(".", " ").split())
    assert told.count(".example>") == 2
    assert text("see <b>this</b> <br>") == "see <b>this</b> <br>"


@pytest.mark.parametrize(
    "part",
    [
        "a",
        "ab1.",
        "%41",
        "1 ",
        "+a",
        "a@",
        "a@a.",
        "'",
        "<a>",
        "=a",
        "A1 ",
        "eyJ",
        "-----BEGIN A-----",
        "xoxb-",
        "://a:",
    ],
)
def test_no_text_takes_long(part: str) -> None:
    """The time grows with the length, not with its square: twenty thousand times the same would take minutes."""
    assert isinstance(text(part * 20_000), str)
