"""Tests of exploration."""
