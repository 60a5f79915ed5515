"""NetSuite as the ERP."""

from .authentication import authentication, tokens
from .client import NetSuiteERP
from .limits import DIALECT, LIMITER
from .settings import NetSuiteSettings

__all__ = [
    "DIALECT",
    "LIMITER",
    "NetSuiteERP",
    "NetSuiteSettings",
    "authentication",
    "tokens",
]
