"""The org's limits and what is left of them.

Source: profile.yaml, ``limits`` and topic ``limits``.
"""

from __future__ import annotations

from windtunnel.simulator import Call, Operations
from windtunnel.world.http import Response

from .allotments import remaining
from .answers import answer
from .org import Org, org_of, version_of

operations = Operations()
DAILY = "daily-api-requests"
CHARGES_MORE = "CompositeBatch"
"""The one call that is charged again while it runs."""
BATCHES_RENAMED_IN = 49.0
RECORD_BYTES = 2048
"""What the vendor counts for a record of most objects."""
MEGABYTE = 2**20
COUNTED = {
    "DailyBulkV2QueryJobs": "bulk_query_jobs_per_day",
}
UNTOUCHED = {
    "ConcurrentSyncReportRuns": "sync_report_runs_concurrent",
    "DailyAsyncApexExecutions": "async_apex_executions_per_day",
    "DailyBulkV2QueryFileStorageMB": "bulk_query_result_megabytes_per_day",
    "DailyStreamingApiEvents": "streaming_events_per_day",
    "FileStorageMB": "file_storage_megabytes",
    "HourlyPublishedPlatformEvents": "platform_events_per_hour",
    "MassEmail": "mass_emails_per_day",
    "SingleEmail": "single_emails_per_day",
}
"""Limits of things that are not simulated: nothing is ever used of them."""


@operations.bind("GetLimits")
def get_limits(call: Call) -> Response:
    """Tell every limit with what is left of it."""
    org = org_of(call)
    used, most = daily_usage(org)
    limits = {"DailyApiRequests": _entry(most, most - used), "DataStorageMB": _storage(org)}
    limits |= {name: _entry(org.limit(key), remaining(org, key)) for name, key in COUNTED.items()}
    limits |= {name: _entry(org.limit(key), org.limit(key)) for name, key in UNTOUCHED.items()}
    batches = "DailyBulkApiBatches" if version_of(call) >= BATCHES_RENAMED_IN else "DailyBulkApiRequests"
    limits[batches] = _entry(org.limit("bulk_batches_per_day"), remaining(org, "bulk_batches_per_day"))
    return answer(call, dict(sorted(limits.items())))


def daily_usage(org: Org) -> tuple[int, int]:
    """Return how many calls were made in the last 24 hours, and how many may be."""
    meter = org.system.meters.meter(DAILY)
    _, level = meter.window.charge(meter.usage.get(""), meter.limit, 0.0, org.now)
    most = int(meter.limit)
    return most - int(level.remaining), most


def limit_info(call: Call, org: Org) -> str:
    """Return the header that every REST answer carries."""
    charged = next((each for each in call.allowances if each.quota.name == DAILY), None)
    if charged is None or call.operation_id == CHARGES_MORE:
        used, most = daily_usage(org)
    else:
        most = int(charged.limit)
        used = most - int(charged.level.remaining)
    return f"api-usage={used}/{most}"


def _storage(org: Org) -> dict[str, int]:
    count = sum(len(org.rows(type)) for type in org.schema.types)
    most = org.limit("data_storage_megabytes")
    return _entry(most, max(0, most - count * RECORD_BYTES // MEGABYTE))


def _entry(most: int, left: int) -> dict[str, int]:
    return {"Max": most, "Remaining": left}
