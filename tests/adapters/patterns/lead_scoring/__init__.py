"""Lead scoring."""
