"""Searching for a schedule of faults that breaks an invariant, and making it as small as it can be."""
