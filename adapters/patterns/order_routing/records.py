"""An order as it comes in, what is found out about it, and where it goes."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from ...canonical.text import Text

Line = Annotated[Text, Field(min_length=1, max_length=200)]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Order(_Record):
    """An order of a customer.

    Args:
        id: the shop's number of it: the same order is sent again under the same id.
        email: who orders.
        country: where it goes, two capital letters.
        total: what it costs.
        express: whether it has to be there tomorrow.
        notes: what the customer wrote about it.
        supply: number of the purchase order with which we get the goods ourselves, if they are not in stock.
    """

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/=+-]{0,99}$")]
    email: Line
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    total: Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]
    express: bool = False
    notes: Annotated[Text, Field(max_length=5_000)] = ""
    supply: Line | None = None


class Route(_Record):
    """The team that handles an order, and why; ``missing`` names what was not known when this was decided."""

    team: str
    reason: str
    missing: tuple[str, ...] = ()


class Findings(_Record):
    """What is found out about an order; a field that is ``None`` was not there to be found."""

    tier: str | None = None
    awaited: bool = False
    handling: str | None = None
    missing: tuple[str, ...] = ()
