"""Zendesk as the help desk."""

from .authentication import authentication, tokens
from .client import ZendeskHelpdesk
from .limits import DIALECT, LIMITER
from .settings import ZendeskSettings

__all__ = ["DIALECT", "LIMITER", "ZendeskHelpdesk", "ZendeskSettings", "authentication", "tokens"]
