"""Nightly topics: every night the day's tickets are sorted by topic and sentiment, tagged, and reported once."""
