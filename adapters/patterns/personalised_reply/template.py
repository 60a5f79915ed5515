"""The standing text: what a customer is told when neither the AI nor an earlier reply can help."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...canonical import Customer
from .background import Part

TEMPLATE_EXPLANATION = "A standing text: the AI gave no usable reply in time, and there is no earlier one."

RECEIVED = "Thank you for your question. We have received it, and a colleague will answer it."
CONCERNS = "We have noted that it concerns {company}."
GAPS: Mapping[Part, str] = {
    Part.CUSTOMER: "We could not look up your account just now.",
    Part.HISTORY: "We could not look up your earlier cases just now.",
}


def standing_reply(customer: Customer | None, missing: Sequence[Part]) -> str:
    """Return the standing text for what is known of a customer, and what is missing; it promises no more than that."""
    company = customer.account_name if customer else None
    concerns = [CONCERNS.format(company=company)] if company else []
    return " ".join([RECEIVED, *concerns, *(GAPS[part] for part in missing if part in GAPS)])
