"""The kit that simulators are composed from. It knows mechanisms, never a vendor's name."""

from .call import ANONYMOUS, Call, Caller
from .operations import Handler, Operations
from .problem import (
    Conflicting,
    FieldError,
    InvalidInput,
    MalformedBody,
    MethodNotAllowed,
    NotAuthenticated,
    NotBuilt,
    NotPermitted,
    PreconditionFailed,
    Problem,
    QuotaExhausted,
    RecordNotFound,
    Refusal,
    TooLarge,
    UnknownRoute,
    UnsupportedMedia,
)
from .store import Change, Collection, Effect, Record, Store
from .system import System

__all__ = [
    "ANONYMOUS",
    "Call",
    "Caller",
    "Change",
    "Collection",
    "Conflicting",
    "Effect",
    "FieldError",
    "Handler",
    "InvalidInput",
    "MalformedBody",
    "MethodNotAllowed",
    "NotAuthenticated",
    "NotBuilt",
    "NotPermitted",
    "Operations",
    "PreconditionFailed",
    "Problem",
    "QuotaExhausted",
    "Record",
    "RecordNotFound",
    "Refusal",
    "Store",
    "System",
    "TooLarge",
    "UnknownRoute",
    "UnsupportedMedia",
]
