"""The ERP: what was ordered, and the books that bills are posted to."""

from __future__ import annotations

from typing import Protocol

from ..canonical.purchase import Bill, PostedBill, PurchaseOrder


class ERP(Protocol):
    """What accounts payable needs of an ERP. Every method raises the errors of ``adapters.errors``."""

    async def purchase_order(self, number: str) -> PurchaseOrder | None:
        """Find an order by the number that people use; ``None`` when there is none.

        Raises:
            ContractError: the answer was not understood, or more than one order has the number.
        """
        ...

    async def find_bill(self, bill: Bill) -> PostedBill | None:
        """Look for ``bill``, which an earlier attempt may have posted; ``None`` when it is not there.

        Raises:
            Conflict: the ERP holds another bill under this key.
        """
        ...

    async def post(self, bill: Bill) -> PostedBill:
        """Post ``bill`` exactly once, whatever happens to the answers.

        Raises:
            Conflict: the ERP holds another bill under this key.
            ClientError: the ERP refuses the bill.
        """
        ...
