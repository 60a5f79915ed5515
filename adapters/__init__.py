"""The reference integration: production code that turns each system's dialect into one canonical model and back."""
