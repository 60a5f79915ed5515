"""The search: an index that lags behind, a query language, and three endpoints."""
