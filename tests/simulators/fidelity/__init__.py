"""Generates the fidelity ledgers from evidence, and holds them against the contracts."""
