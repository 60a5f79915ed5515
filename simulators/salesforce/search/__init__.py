"""Full-text search: SOSL, its index with a lag, and matching."""
