"""Signing in: signatures, OAuth 2.0 grants, and who a token stands for."""
