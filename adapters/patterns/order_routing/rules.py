"""Which team handles an order: by what is known at once, and by what is found out later."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from .records import Findings, Order, Route

KEY_ACCOUNTS, EXPRESS, EXPORT, STANDARD = "key-accounts", "express", "export", "standard"
SPECIAL, BACK_ORDERS = "special", "back-orders"
TEAMS = (KEY_ACCOUNTS, EXPRESS, EXPORT, STANDARD, SPECIAL, BACK_ORDERS)
VALUED_TIERS = frozenset({"platinum", "gold"})
NOTHING_SPECIAL = "ordinary"

Early = tuple[str, str, Callable[[Order, str, Decimal], bool]]
Late = tuple[str, str, Callable[[Findings], bool]]

AT_ONCE: tuple[Early, ...] = (
    (KEY_ACCOUNTS, "the total is large", lambda order, home, large: order.total >= large),
    (EXPRESS, "it has to be there tomorrow", lambda order, home, large: order.express),
    (EXPORT, "it goes abroad", lambda order, home, large: order.country != home),
)
AFTERWARDS: tuple[Late, ...] = (
    (KEY_ACCOUNTS, "the customer is a valued one", lambda found: (found.tier or "").casefold() in VALUED_TIERS),
    (BACK_ORDERS, "the goods are still on their way to us", lambda found: found.awaited),
    (SPECIAL, "it needs special handling", lambda found: found.handling not in (None, NOTHING_SPECIAL)),
)
"""Team, reason, and when it applies; the first row that does decides."""


class Rules:
    """Decides on routes.

    Args:
        home_country: orders from elsewhere are exports.
        large_total: orders from this total on go to the key accounts.
    """

    def __init__(self, home_country: str, large_total: Decimal) -> None:
        self._home_country = home_country
        self._large_total = large_total

    def at_once(self, order: Order) -> Route:
        """Return the route by what the order itself says; it takes no time."""
        for team, reason, applies in AT_ONCE:
            if applies(order, self._home_country, self._large_total):
                return Route(team=team, reason=reason)
        return Route(team=STANDARD, reason="nothing speaks against it")

    def afterwards(self, order: Order, found: Findings) -> Route:
        """Return the route by everything that was found out; the early one where that changes nothing."""
        for team, reason, applies in AFTERWARDS:
            if applies(found):
                return Route(team=team, reason=reason, missing=found.missing)
        return self.at_once(order).model_copy(update={"missing": found.missing})
