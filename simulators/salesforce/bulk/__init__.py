"""Bulk API 2.0: loads and queries as CSV, worked through by the clock."""
