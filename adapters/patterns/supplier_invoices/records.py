"""What goes through the queues: a receipt as it came, an invoice as it was read, and a question for a person."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from ...canonical.purchase import Money
from ...canonical.text import Text

ReceiptId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/=+-]{0,99}$")]
Line = Annotated[Text, Field(min_length=1, max_length=200)]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Receipt(_Record):
    """A receipt as it was scanned.

    Args:
        id: the scanner's number of it: the same receipt is sent again under the same id.
        sender: who sent it; the receipts of one sender are posted in the order in which they were accepted.
        text: what was recognised, row by row.
        purchase_order: number of the order, where whoever scanned it knew; else it is read off the text.
    """

    id: ReceiptId
    sender: Line
    text: Annotated[Text, Field(min_length=1, max_length=50_000)]
    purchase_order: Line | None = None

    @property
    def rows(self) -> list[str]:
        """The rows of the text that say something."""
        return [row.strip() for row in self.text.splitlines() if row.strip()]


class Invoice(_Record):
    """What was read with confidence."""

    receipt_id: ReceiptId
    purchase_order: str
    number: str
    total: Money
    issued_on: date


class Doubt(_Record):
    """Why a person has to look at a receipt: our own words, nothing that the receipt says."""

    receipt_id: ReceiptId
    reason: Annotated[str, Field(min_length=1, max_length=500)]
