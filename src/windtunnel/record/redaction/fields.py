"""What the name of a field, header, parameter or element says about its value."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Kind(StrEnum):
    """What a value is, and so how its stand-in is made."""

    TOKEN = "token"
    EMAIL = "email"
    PHONE = "phone"
    CARD = "card"
    NAME = "name"
    IDENTITY = "identity"
    """Numbers and addresses that belong to one person: social security, passport, bank account, street."""


SECRETS = (
    "password passwd passphrase pwd secret token apikey api_key access_key private_key secret_key signing_key auth_key "
    "authorization auth session sessionid sid cookie csrf xsrf signature sig credential assertion otp pin jwt bearer "
    "code_verifier accesstoken refreshtoken clientsecret authtoken oauth_code auth_code"
)
PHONES = "phone telephone tel mobile cell cellphone fax msisdn whatsapp phonenumber"
EMAILS = "email mail e_mail"
CARDS = "card_number cardnumber pan credit_card creditcard cc_number cvv cvc cvv2 ccv"
IDENTITIES = (
    "ssn social_security iban account_number passport tax_id taxid national_id driver_license licence_number vat_id "
    "street address1 address2 address_line address_line1 address_line2 line1 line2"
)
PEOPLE = (
    "first_name last_name middle_name full_name given_name family_name display_name real_name user_name maiden_name "
    "customer_name contact_name holder_name cardholder_name recipient_name sender_name author_name owner_name "
    "employee_name person_name billing_name shipping_name requester_name assignee_name agent_name manager_name "
    "client_name patient_name member_name legal_name preferred_name reporter_name creator_name firstname lastname "
    "middlename fullname givenname familyname displayname realname username nickname surname forename cardholder login"
)
ROLES = (
    "author creator assignee reporter requester recipient sender submitter approver created_by updated_by modified_by "
    "assigned_to requested_by"
)
"""What a person does; the value is a name where it reads like one, else an id, or an object of its own."""
PLAIN_NAME = "name"
_THINGS = (
    "status state priority product category tag label type kind role permission scope plan currency country language "
    "queue channel team group project field column model tool function file folder event metric item sku department "
    "header parameter property attribute feature service version stage pipeline board sprint issuetype resolution "
    "component schema table index bucket region zone unit color size template workflow rule trigger webhook"
)
NOT_OF_PEOPLE = frozenset(_THINGS.split())
"""What a ``name`` inside of these names is not a person."""
_ABOUT = (
    "type count expires expiry in at limit url uri endpoint status enabled length usage details verified label policy "
    "required method algorithm scheme seconds max min total format"
)
ABOUT = frozenset(_ABOUT.split())
"""A last word after which a field tells something about a secret, not the secret."""
_OF_DATA = "idempotency cache partition surrogate websocket routing sort object dedup deduplication message public"
KEYS_OF_DATA = frozenset(_OF_DATA.split())
"""What a header that is called a key has in its name when the key opens nothing."""
_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+[0-9]*|[A-Z]+[0-9]*|[0-9]+")


@lru_cache(maxsize=8192)
def words(name: str) -> tuple[str, ...]:
    """Return the words of a name in lower case and singular, whether it is ``apiKeys``, ``API-Key`` or ``api_key``."""
    return tuple(_singular(word.lower()) for word in _WORD.findall(name))


def _singular(word: str) -> str:
    if word.endswith(("sses", "uses", "xes")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _phrases(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(_singular(part) for part in phrase.split("_")) for phrase in text.split())


PHRASES: tuple[tuple[frozenset[tuple[str, ...]], Kind], ...] = (
    (_phrases(CARDS), Kind.CARD),
    (_phrases(SECRETS), Kind.TOKEN),
    (_phrases(EMAILS), Kind.EMAIL),
    (_phrases(PHONES), Kind.PHONE),
    (_phrases(IDENTITIES), Kind.IDENTITY),
    (_phrases(PEOPLE), Kind.NAME),
)


ROLE_PHRASES = _phrases(ROLES)


@dataclass(frozen=True)
class Fields:
    """Which fields are redacted.

    Args:
        also: names that are redacted as secrets, too.
        never: names whose values are kept unless their shape gives them away.
    """

    also: frozenset[tuple[str, ...]] = frozenset()
    never: frozenset[tuple[str, ...]] = frozenset()

    @classmethod
    def of(cls, also: Iterable[str] = (), never: Iterable[str] = ()) -> Fields:
        """Return the fields for names as a user writes them."""
        return cls(frozenset(words(name) for name in also), frozenset(words(name) for name in never))

    def kind(self, name: str, parent: str = "") -> Kind | None:
        """Return what the values of a field are; ``None`` when its name says nothing.

        Args:
            name: of the field.
            parent: of the field that holds it.
        """
        found = words(name)
        if not found or found in self.never:
            return None
        if found in self.also:
            return Kind.TOKEN
        if found == (PLAIN_NAME,):
            return None if set(words(parent)) & NOT_OF_PEOPLE else Kind.NAME
        return _kind(found)

    def of_header(self, name: str) -> Kind | None:
        """Return what the values of a header are; vendors call their API keys ``X-Acme-Key``.

        Args:
            name: of the header, in any case.
        """
        bare = name.lower().removeprefix("x-")
        kind, found = self.kind(bare), words(bare)
        if self.never & {found, words(name)}:
            return None
        is_key = len(found) > 1 and found[-1] == "key" and not KEYS_OF_DATA & set(found)
        return Kind.TOKEN if kind is None and is_key else kind

    def is_role(self, name: str) -> bool:
        """Tell whether a field says who did something."""
        found = words(name)
        return found in ROLE_PHRASES and found not in self.never


@lru_cache(maxsize=8192)
def _kind(found: tuple[str, ...]) -> Kind | None:
    if found[-1] in ABOUT and len(found) > 1:
        return None
    runs = {found[start:end] for start in range(len(found)) for end in range(start + 1, len(found) + 1)}
    return next((kind for phrases, kind in PHRASES if runs & phrases), None)
