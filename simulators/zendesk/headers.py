"""Headers that Zendesk sends with every answer: version, request id, runtime, etag, and three families of limits."""

from __future__ import annotations

import hashlib
import json
import math
from random import Random

from windtunnel.simulator import Call
from windtunnel.simulator.conditional import Current, EntityTag, Verdict, evaluate
from windtunnel.simulator.quotas.meters import Allowance, Meters
from windtunnel.world.http import Response

ACCOUNT_QUOTA = "account"
CACHE_CONTROL = "max-age=0, private, must-revalidate"
WARNINGS = "zendesk.warnings"
BUCKET_SPELLINGS = ("zendesk-ratelimit-", "zendesk-rate-limit-")


def retry_after(seconds: float) -> str:
    """Return a waiting time as whole seconds, at least one."""
    return str(max(1, math.ceil(seconds)))


def account_level(meters: Meters, now: float) -> tuple[int, int, int]:
    """Return limit, remaining calls and seconds until the reset of the account's quota, without charging it."""
    meter = meters.meter(ACCOUNT_QUOTA)
    _, level = meter.window.charge(meter.usage.get(""), meter.limit, 0.0, now)
    return int(meter.limit), int(level.remaining), math.ceil(level.reset_seconds)


def complete(call: Call, response: Response, random: Random) -> None:
    """Add to ``response`` what every answer carries."""
    limit, remaining, reset = _account_level(call)
    headers = response.headers
    headers += (
        ("X-Zendesk-API-Version", "v2"),
        ("X-Request-Id", random_uuid(random)),
        ("X-Runtime", "0.120000"),
        ("Cache-Control", CACHE_CONTROL),
        ("X-Rate-Limit", str(limit)),
        ("X-Rate-Limit-Remaining", str(remaining)),
        ("RateLimit-Limit", str(limit)),
        ("RateLimit-Remaining", str(remaining)),
        ("RateLimit-Reset", str(reset)),
    )
    if response.body:
        _tag(call, response)
    for allowance in call.allowances:
        if allowance.quota.name != ACCOUNT_QUOTA:
            headers += _bucket_headers(allowance)
    _warn(call, response)


def _tag(call: Call, response: Response) -> None:
    """Add the entity tag, and answer 304 when the caller has seen it already."""
    tag = EntityTag(hashlib.md5(response.body, usedforsecurity=False).hexdigest(), weak=True)
    response.headers.append(("ETag", str(tag)))
    if response.status == 200 and "if-none-match" in call.request.headers:
        verdict = evaluate(call.request.method, call.request.headers, Current(tag=tag))
        if verdict is Verdict.NOT_MODIFIED:
            response.status, response.body = 304, b""


def random_uuid(random: Random) -> str:
    """Return a version 4 UUID."""
    digits = f"{random.getrandbits(128):032x}"
    variant = "89ab"[int(digits[16], 16) & 3]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"


def _account_level(call: Call) -> tuple[int, int, int]:
    """Return the account's level as the call left it."""
    for allowance in call.allowances:
        if allowance.quota.name == ACCOUNT_QUOTA:
            return (
                int(allowance.limit),
                int(allowance.level.remaining),
                math.ceil(allowance.level.reset_seconds),
            )
    return account_level(call.system.meters, call.now)


def _bucket_headers(allowance: Allowance) -> list[tuple[str, str]]:
    level = allowance.level
    value = f"total={int(allowance.limit)}; remaining={int(level.remaining)}; resets={math.ceil(level.reset_seconds)}"
    return [(spelling + allowance.quota.name, value) for spelling in BUCKET_SPELLINGS]


def warn(call: Call, names: list[str]) -> None:
    """Note which keys of the body were dropped."""
    call.facts.setdefault(WARNINGS, []).extend(names)


def _warn(call: Call, response: Response) -> None:
    names = call.facts.get(WARNINGS)
    if names:
        text = f"Removed restricted keys {json.dumps(names)} from parameters according to whitelist"
        response.headers.append(("X-Zendesk-API-Warn", text))
