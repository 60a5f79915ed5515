"""The spokes: one folder per system, each the only place that knows that system's dialect."""
