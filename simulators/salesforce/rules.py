"""What single objects demand beyond their fields: the remarks of objects.yaml, one function each."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any

from .derivations import Change, column_reader
from .errors import refusal
from .schema import ObjectType

Rule = Callable[[ObjectType, dict[str, Any], Mapping[str, Any], Change], None]
"""Takes the object, the new version (to be changed), the values given and the write; raises ``Refused``."""


def apply_rules(type: ObjectType, record: dict[str, Any], given: Mapping[str, Any], change: Change) -> None:
    """Apply the rules of an object to a new version of one of its records.

    Raises:
        Refused: a rule forbids it.
    """
    for rule in RULES.get(type.name, ()):
        rule(type, record, given, change)


def _lead_is_not_converted(type: ObjectType, record: dict[str, Any], given: Mapping[str, Any], change: Change) -> None:
    if "Status" in given and column_reader(type, "Status", "is_converted")(record):
        raise refusal(
            "INVALID_STATUS", f"invalid status for a lead that is not converted: {record['Status']}", "Status"
        )


def _order_begins_as_draft(type: ObjectType, record: dict[str, Any], given: Mapping[str, Any], change: Change) -> None:
    if not column_reader(type, "Status", "is_activated")(record):
        return
    if change.before is None:
        raise refusal("FAILED_ACTIVATION", "An order is created with a status of the category Draft.", "Status")
    if not change.org.store["OrderItem"].where("OrderId", record["Id"]):
        raise refusal("FAILED_ACTIVATION", "An order must have at least one product.", "Status")


def _one_price(type: ObjectType, record: dict[str, Any], given: Mapping[str, Any], change: Change) -> None:
    if given.get("UnitPrice") is not None and given.get("TotalPrice") is not None:
        raise refusal("FIELD_INTEGRITY_EXCEPTION", "specify either UnitPrice or TotalPrice, not both", "UnitPrice")


def _standard_price_first(type: ObjectType, record: dict[str, Any], given: Mapping[str, Any], change: Change) -> None:
    book = change.org.row(record["Pricebook2Id"])
    if change.before is not None or book is None or book.get("IsStandard"):
        return
    entries = change.org.rows(type).where("Product2Id", record["Product2Id"])
    books = (change.org.row(entry["Pricebook2Id"]) for entry in entries)
    if not any(other is not None and other.get("IsStandard") for other in books):
        message = "Before creating a custom price, create a standard price."
        raise refusal("STANDARD_PRICE_NOT_DEFINED", message)


def _member_type(type: ObjectType, record: dict[str, Any], given: Mapping[str, Any], change: Change) -> None:
    record["Type"] = "Lead" if record["LeadId"] else "Contact"


def _body_length(type: ObjectType, record: dict[str, Any], given: Mapping[str, Any], change: Change) -> None:
    if "Body" in given:
        record["BodyLength"] = len(base64.b64decode(given["Body"] or ""))


def _comments_are_not_kept(type: ObjectType, record: dict[str, Any], given: Mapping[str, Any], change: Change) -> None:
    record["Comments"] = None


RULES: Mapping[str, tuple[Rule, ...]] = {
    "Lead": (_lead_is_not_converted,),
    "Order": (_order_begins_as_draft,),
    "OpportunityLineItem": (_one_price,),
    "PricebookEntry": (_standard_price_first,),
    "CampaignMember": (_member_type,),
    "Attachment": (_body_length,),
    "Case": (_comments_are_not_kept,),
}
