"""Quotas that only pages far from the beginning draw from."""

from __future__ import annotations

from collections.abc import Mapping

from windtunnel.contract.profile import Quota
from windtunnel.simulator import Call

from .bodies import digits

MINUTE = 60.0


def deep_page_quotas(limits: Mapping[str, float]) -> tuple[Quota, ...]:
    """Return the quotas that the limits ``list_<kind>_deep_per_minute`` stand for; callers charge them by name."""
    ending = "_deep_per_minute"
    return tuple(
        Quota(
            name=f"{name.removesuffix(ending).removeprefix('list_').replace('_', '-')}-deep-pages",
            algorithm="fixed-window",
            limit=limit,
            window_seconds=MINUTE,
            unit="row",
            operations=(),
        )
        for name, limit in limits.items()
        if name.endswith(ending)
    )


def charge_deep_page(call: Call, kind: str) -> None:
    """Charge a call that asks for a page of ``kind`` beyond the vendor's threshold.

    Raises:
        QuotaExhausted: too many did in this minute.
    """
    page = digits(call.arguments.get("page", "1"))
    if page is not None and page > call.system.profile.limits[f"list_{kind}_deep_page"]:
        name = f"{kind.replace('_', '-')}-deep-pages"
        call.allowances.append(call.system.meters.charge(name, "", 1.0, call.now))
