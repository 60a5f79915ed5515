"""Which system plays which role: one file per role, and the only place that knows both roles and vendors."""
