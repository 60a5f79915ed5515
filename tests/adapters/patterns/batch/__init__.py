"""The batch, part by part."""
