"""Salesforce as the CRM."""

from .authentication import Instance, authentication, tokens
from .client import SalesforceCRM
from .limits import DIALECT, LIMITER
from .settings import SalesforceSettings

__all__ = [
    "DIALECT",
    "LIMITER",
    "Instance",
    "SalesforceCRM",
    "SalesforceSettings",
    "authentication",
    "tokens",
]
