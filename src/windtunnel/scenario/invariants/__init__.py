"""Invariants: properties of the history that must hold. Each is one file; the list below is the order of reports."""

from collections.abc import Mapping

from .acknowledged_after_effect import AcknowledgedAfterEffect
from .acknowledged_means_durable import AcknowledgedMeansDurable
from .backoff_shape import BackoffShape
from .batch_accounting import BatchAccounting
from .bounded_attempts import BoundedAttempts
from .bounded_queue import BoundedQueue
from .bounded_staleness import BoundedStaleness
from .breaker_closes import BreakerCloses
from .breaker_opens import BreakerOpens
from .breaking_change_is_loud import BreakingChangeIsLoud
from .bulkhead import Bulkhead
from .cancellation import Cancellation
from .cost_budget import CostBudget
from .cursor_safety import CursorSafety
from .deadline_respected import DeadlineRespected
from .failed_means_absent import FailedMeansAbsent
from .graceful_degradation import GracefulDegradation
from .idempotency_key_stable import IdempotencyKeyStable
from .indeterminate_resolved import IndeterminateResolved
from .invariant import Invariant
from .no_duplicate_effect import NoDuplicateEffect
from .no_lost_event import NoLostEvent
from .no_retry_on_non_retryable import NoRetryOnNonRetryable
from .no_secret_leakage import NoSecretLeakage
from .observability import Observability
from .order_per_key import OrderPerKey
from .outbox_atomicity import OutboxAtomicity
from .payload_scope import PayloadScope
from .poison_isolation import PoisonIsolation
from .rate_limit_respected import RateLimitRespected
from .recovery_time import RecoveryTime
from .resources_returned import ResourcesReturned
from .retry_after_honoured import RetryAfterHonoured
from .retry_amplification import RetryAmplification
from .single_flight_reauthentication import SingleFlightReauthentication
from .stream_integrity import StreamIntegrity
from .webhook_authenticity import WebhookAuthenticity

INVARIANTS: Mapping[str, type[Invariant]] = {
    invariant.name: invariant
    for invariant in (
        NoLostEvent,
        NoDuplicateEffect,
        AcknowledgedMeansDurable,
        FailedMeansAbsent,
        IndeterminateResolved,
        IdempotencyKeyStable,
        AcknowledgedAfterEffect,
        BoundedAttempts,
        DeadlineRespected,
        NoRetryOnNonRetryable,
        RetryAfterHonoured,
        BackoffShape,
        RetryAmplification,
        BreakerOpens,
        BreakerCloses,
        Bulkhead,
        RateLimitRespected,
        BoundedQueue,
        PoisonIsolation,
        SingleFlightReauthentication,
        OrderPerKey,
        BoundedStaleness,
        CursorSafety,
        BatchAccounting,
        OutboxAtomicity,
        WebhookAuthenticity,
        NoSecretLeakage,
        PayloadScope,
        BreakingChangeIsLoud,
        ResourcesReturned,
        StreamIntegrity,
        GracefulDegradation,
        Cancellation,
        CostBudget,
        RecoveryTime,
        Observability,
    )
}

__all__ = ["INVARIANTS", "Invariant"]
