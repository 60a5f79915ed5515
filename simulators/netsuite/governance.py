"""How many requests may be under way at once, and who has how many of them.

Source: profile.yaml, topic ``limits``.
"""

from __future__ import annotations

from windtunnel.simulator import Call, Operations
from windtunnel.world.http import Response

from .answers import singular

operations = Operations()
QUOTA = "account-concurrency"


@operations.bind("getGovernanceLimits")
def get_governance_limits(call: Call) -> Response:
    """Tell the limits of the account; no integration has places of its own."""
    limit = int(call.system.meters.meter(QUOTA).limit)
    return singular(
        {
            "accountConcurrencyLimit": limit,
            "accountUnallocatedConcurrencyLimit": limit,
            "limitType": "accountSpecific",
        }
    )
