"""Subjects of the tests."""
