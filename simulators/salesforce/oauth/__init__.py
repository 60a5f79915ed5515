"""Logging in: OAuth 2.0 grants, the SOAP login, and who a token stands for."""
