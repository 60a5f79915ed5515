"""Invariants: properties of the history that must hold. Each is one file; the list below is the order of reports."""

from collections.abc import Mapping

from .bounded_attempts import BoundedAttempts
from .breaker_closes import BreakerCloses
from .breaker_opens import BreakerOpens
from .breaking_change_is_loud import BreakingChangeIsLoud
from .deadline_respected import DeadlineRespected
from .idempotency_key_stable import IdempotencyKeyStable
from .invariant import Invariant
from .no_duplicate_effect import NoDuplicateEffect
from .no_lost_event import NoLostEvent
from .no_retry_on_non_retryable import NoRetryOnNonRetryable
from .no_secret_leakage import NoSecretLeakage
from .retry_after_honoured import RetryAfterHonoured
from .single_flight_reauthentication import SingleFlightReauthentication
from .stream_integrity import StreamIntegrity
from .webhook_authenticity import WebhookAuthenticity

INVARIANTS: Mapping[str, type[Invariant]] = {
    invariant.name: invariant
    for invariant in (
        NoLostEvent,
        NoDuplicateEffect,
        IdempotencyKeyStable,
        BoundedAttempts,
        DeadlineRespected,
        NoRetryOnNonRetryable,
        RetryAfterHonoured,
        BreakerOpens,
        BreakerCloses,
        SingleFlightReauthentication,
        WebhookAuthenticity,
        NoSecretLeakage,
        BreakingChangeIsLoud,
        StreamIntegrity,
    )
}

__all__ = ["INVARIANTS", "Invariant"]
