"""The gate: what a project must hold before it is merged. Here is the drift score of its adapters."""
