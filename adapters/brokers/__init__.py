"""Brokers behind the port ``adapters.ports.broker``, and the loop that consumes."""
