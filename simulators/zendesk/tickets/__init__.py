"""Tickets with their comments, audits, tags and attachments, and the lists that are made of them."""
