"""The profile of a system: the facts about it that no OpenAPI document holds.

A profile is data, ``contracts/<system>/profile.yaml``. It is the only source of the numbers that a simulator
enforces (quotas, lifetimes, page sizes, retry schedules), so a vendor's change of a limit is one edited line.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Role = Literal["helpdesk", "crm", "erp", "chat", "tracker", "documents", "ai"]
Evidence = Literal["recorded", "client-code", "client-run", "vendor-docs", "vendor-description", "assumed"]


class Part(BaseModel):
    """Base of every part of a profile: frozen, unknown keys refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Fact(Part):
    """One statement about a vendor's behaviour with its evidence."""

    topic: str
    statement: str
    evidence: Evidence
    source: str | None = None


class ApiVersion(Part):
    """The version that the contract describes and how a caller sees it."""

    pinned: str
    where: Literal["path", "header", "none"] = "path"
    header: str | None = None
    supported: tuple[str, ...] = ()


class Sunset(Part):
    """A date on which something stops working."""

    what: str
    on: date
    source: str


class Credential(Part):
    """One credential of the simulated account, under the vendor's own name for it.

    ``value`` is fixed; a missing value is drawn from the world's seed with ``pattern`` (``{alnum:32}``,
    ``{digits:10}``, ``{hex:32}``, ``{base64:32}`` are replaced by that many characters).
    """

    name: str
    value: str | None = None
    pattern: str | None = None
    secret: bool = True

    @model_validator(mode="after")
    def _one_of_value_and_pattern(self) -> Credential:
        if (self.value is None) == (self.pattern is None):
            raise ValueError(f"credential {self.name!r} takes either a value or a pattern")
        return self


class AuthenticationFlow(Part):
    """One way in: what the caller presents and how long it lives."""

    name: str
    kind: Literal[
        "api-key",
        "basic",
        "bearer",
        "oauth2-client-credentials",
        "oauth2-authorization-code",
        "oauth2-refresh-token",
        "oauth2-password",
        "oauth2-jwt-bearer",
        "oauth1-hmac-sha256",
        "soap-login",
        "mutual-tls",
    ]
    credentials: tuple[str, ...] = ()
    token_seconds: float | None = None
    token_sliding: bool = False
    refresh_token_seconds: float | None = None
    rotates: bool = False
    code_seconds: float | None = None
    evidence: Evidence = "vendor-docs"


class Quota(Part):
    """One limit that the vendor enforces.

    ``operations`` are operationIds of the contract, ``["*"]`` for all. ``scope`` names what shares the bucket.
    ``limit`` counts cost units in ``window_seconds`` (concurrency: calls in flight, no window).
    """

    name: str
    algorithm: Literal["fixed-window", "sliding-window", "token-bucket", "concurrency"]
    limit: Annotated[float, Field(gt=0)]
    window_seconds: Annotated[float, Field(gt=0)] | None = None
    burst: Annotated[float, Field(gt=0)] | None = None
    scope: Literal["account", "app", "user", "operation", "resource"] = "account"
    resource: str | None = None
    operations: tuple[str, ...] = ("*",)
    unit: Literal["request", "token", "byte", "row"] = "request"
    evidence: Evidence = "vendor-docs"
    source: str | None = None

    @model_validator(mode="after")
    def _window_where_it_counts(self) -> Quota:
        if (self.algorithm == "concurrency") != (self.window_seconds is None):
            raise ValueError(f"quota {self.name!r}: a window is needed unless it limits concurrency")
        return self


class Paging(Part):
    """One paging style and its bounds."""

    style: Literal["offset", "page", "cursor", "link", "token"]
    operations: tuple[str, ...] = ("*",)
    size_default: int
    size_max: int
    records_max: int | None = None
    cursor_seconds: float | None = None
    evidence: Evidence = "vendor-docs"


class WebhookDelivery(Part):
    """How the vendor signs and delivers webhooks, and what it does when the receiver fails."""

    signature_header: str
    timestamp_header: str | None = None
    scheme: str
    timeout_seconds: float
    retry_delays_seconds: tuple[float, ...] = ()
    retry_statuses: tuple[int, ...] | None = None
    retry_on_no_answer: bool = True
    disable_failure_ratio: float | None = None
    disable_window_seconds: float | None = None
    disable_failures_min: int | None = None
    evidence: Evidence = "vendor-docs"


class Latency(Part):
    """Service time of the vendor: a log-normal distribution given by its median and its 99th percentile."""

    operations: tuple[str, ...] = ("*",)
    median_ms: Annotated[float, Field(ge=0)]
    p99_ms: Annotated[float, Field(ge=0)]

    @model_validator(mode="after")
    def _tail_not_below_median(self) -> Latency:
        if self.p99_ms < self.median_ms:
            raise ValueError("p99_ms is below median_ms")
        return self


class Deviation(Part):
    """A place where the contract knowingly differs from the vendor's published description, and why."""

    operation: str
    place: str
    reason: str


class Profile(Part):
    """Everything about a system that its OpenAPI document cannot say.

    ``not_simulated`` is what the vendor serves and the contract leaves out, as ``/path`` or ``METHOD /path``: a
    simulator answers it with 501 instead of the vendor's word for a path that nobody has. ``*`` stands for a segment
    or a part of one, ``/**`` at the end for everything beneath and for the path itself.
    """

    system: str
    title: str
    roles: tuple[Role, ...]
    api_version: ApiVersion
    base_path: str = ""
    hosts: tuple[str, ...] = ()
    credentials: tuple[Credential, ...] = ()
    authentication: tuple[AuthenticationFlow, ...] = ()
    quotas: tuple[Quota, ...] = ()
    paging: tuple[Paging, ...] = ()
    webhooks: WebhookDelivery | None = None
    latency: tuple[Latency, ...] = ()
    search_lag_seconds: float = 0.0
    limits: dict[str, float] = Field(default_factory=dict)
    sunsets: tuple[Sunset, ...] = ()
    facts: tuple[Fact, ...] = ()
    deviations: tuple[Deviation, ...] = ()
    not_simulated: tuple[Annotated[str, Field(pattern="^([A-Z]+ )?/")], ...] = ()
