"""Simulators: behaviour of outside systems, one package each."""
