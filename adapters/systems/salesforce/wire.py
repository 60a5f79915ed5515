"""What Salesforce sends, as far as triage reads it (REST API).

Sources: the vendor's REST API and SOQL references, and the answers that its client libraries read. Ids have
15 case-sensitive characters, or 18 of which the last three say which of the others are upper case; datetimes
are ``2026-01-01T00:00:00.000+0000``. A field that is null is present.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from ...canonical.text import Text
from ..plain_text import Name
from ..wire import Wire

CONTACT_PREFIX = "003"
ACCOUNT_PREFIX = "001"

# later versions of Python read hour 24 as the next day; the vendor does not write it
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?!24)[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}[+-][0-9]{4}")
_ID = re.compile(r"[A-Za-z0-9]{15}(?:[A-Z0-5]{3})?")
_CHECK_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def long_id(id: str) -> str:
    """Return an id of 15 or 18 characters in its form of 18: a record has one id, whatever form was sent."""
    groups = (id[start : start + 5] for start in (0, 5, 10))
    bits = (sum(1 << place for place, letter in enumerate(group) if letter.isupper()) for group in groups)
    return id[:15] + "".join(_CHECK_LETTERS[number] for number in bits)


def _id(value: str) -> str:
    whole = long_id(value) if _ID.fullmatch(value) else ""
    if value not in (value[:15], whole) or not whole:
        raise PydanticCustomError("salesforce_id", "is no record id of 15 characters, or of 18 that fit together")
    return whole


def _time(value: object) -> object:
    if isinstance(value, str) and _TIME.fullmatch(value):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError("salesforce_time", "is no datetime of the form YYYY-MM-DDTHH:MM:SS.mmm+0000")


def _starts_with(prefix: str, kind: str) -> AfterValidator:
    def check(id: str) -> str:
        if not id.startswith(prefix):
            raise PydanticCustomError("salesforce_prefix", "is not the id of a {kind}", {"kind": kind})
        return id

    return AfterValidator(check)


RecordId = Annotated[str, AfterValidator(_id)]
ContactId = Annotated[RecordId, _starts_with(CONTACT_PREFIX, "Contact")]
AccountId = Annotated[RecordId, _starts_with(ACCOUNT_PREFIX, "Account")]
Time = Annotated[datetime, BeforeValidator(_time)]
Row = dict[str, Any]
QueryPath = Annotated[str, Field(pattern=r"^/services/data/v[0-9]+\.[0-9]/query/[A-Za-z0-9-]+$")]


class QueryPage(Wire):
    """One page of a query; ``nextRecordsUrl`` is there until ``done``."""

    total_size: Annotated[int, Field(ge=0, lt=2**53, alias="totalSize")]
    done: bool
    records: list[Row]
    next_records_url: Annotated[QueryPath | None, Field(alias="nextRecordsUrl")] = None


class AccountRow(Wire):
    """The company that a contact belongs to; the field that holds its tier has another name in every org."""

    model_config = ConfigDict(extra="allow")

    id: Annotated[AccountId, Field(alias="Id")]
    name: Annotated[Name, Field(alias="Name", min_length=1)]


class ContactRow(Wire):
    """A person; ``Name`` is made of the first name, which may be null, the last name, and what an org adds to them."""

    id: Annotated[ContactId, Field(alias="Id")]
    email: Annotated[Text, Field(alias="Email", min_length=3)]
    name: Annotated[Name, Field(alias="Name", min_length=1)]
    first_name: Annotated[Name | None, Field(alias="FirstName")] = None
    last_name: Annotated[Name | None, Field(alias="LastName")] = None
    created_at: Annotated[Time, Field(alias="CreatedDate")]
    account_id: Annotated[AccountId | None, Field(alias="AccountId")]
    account: Annotated[AccountRow | None, Field(alias="Account")]


class Token(Wire):
    """The answer of the token endpoint; it tells no expiry."""

    access_token: Annotated[str, Field(min_length=1)]
    instance_url: Annotated[str, Field(min_length=1)]
    token_type: Annotated[str, Field(pattern=r"(?i)^bearer$")]


class RestError(Wire):
    """One entry of the list that the REST API answers when it refuses."""

    message: str
    code: Annotated[str, Field(alias="errorCode", pattern=r"^[A-Z0-9_]{1,100}$")]
