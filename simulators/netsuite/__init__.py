"""NetSuite: records, SuiteQL, asynchronous jobs, OAuth 2.0 and token-based authentication."""

from .system import NetSuite as System

__all__ = ["System"]
