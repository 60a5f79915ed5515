"""The hub: from a ticket to the team that can solve it; knows the canonical model and no vendor."""
