"""What names of fields say."""

from __future__ import annotations

import pytest

from windtunnel.record.redaction.fields import Fields, Kind, words


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("password", Kind.TOKEN),
        ("apiKey", Kind.TOKEN),
        ("X-Api-Key", Kind.TOKEN),
        ("refresh_tokens", Kind.TOKEN),
        ("clientSecret", Kind.TOKEN),
        ("SessionID", Kind.TOKEN),
        ("eMail", Kind.EMAIL),
        ("work_email", Kind.EMAIL),
        ("mobile_phone", Kind.PHONE),
        ("cardNumber", Kind.CARD),
        ("iban", Kind.IDENTITY),
        ("first_name", Kind.NAME),
        ("billingName", Kind.NAME),
        ("name", Kind.NAME),
    ],
)
def test_a_name_tells_the_kind_however_it_is_written(name: str, kind: Kind) -> None:
    """Camel case, hyphens, underscores, plurals."""
    assert Fields().kind(name) is kind


@pytest.mark.parametrize(
    "name",
    ["author_id", "token_type", "password_required", "id", "keyboard", "status", "mailing", "file_name", "", "-"],
)
def test_words_that_only_look_alike_say_nothing(name: str) -> None:
    """And a field that tells about a secret is none."""
    assert Fields().kind(name) is None


def test_a_plain_name_is_a_persons_unless_its_parent_is_a_thing() -> None:
    """``status.name`` is a word of the system."""
    assert Fields().kind("name", "requester") is Kind.NAME
    assert Fields().kind("name", "statuses") is None


def test_users_add_and_take_away_fields() -> None:
    """In any writing."""
    fields = Fields.of(also=["customer-ref"], never=["display_name"])
    assert fields.kind("customerRef") is Kind.TOKEN
    assert fields.kind("displayName") is None


def test_names_fall_into_words() -> None:
    """Abbreviations stay whole, plurals become singular."""
    assert words("HTTPHeaders") == ("http", "header")
    assert words("line2_address") == ("line2", "address")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("X-Acme-Key", Kind.TOKEN),
        ("Ocp-Apim-Subscription-Key", Kind.TOKEN),
        ("X-Api-Key", Kind.TOKEN),
        ("Idempotency-Key", None),
        ("Sec-WebSocket-Key", None),
        ("Key", None),
        ("X-Acme-Keyboard", None),
    ],
)
def test_a_header_that_ends_in_key_is_a_credential(name: str, kind: Kind | None) -> None:
    """Unless the key names data; a user may say otherwise."""
    assert Fields().of_header(name) is kind
    assert Fields.of(never=[name]).of_header(name) is None
