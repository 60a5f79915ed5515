"""Webhooks: what is sent, to whom, and how deliveries end."""
