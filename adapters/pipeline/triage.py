"""The entry point: ``adapters.pipeline.triage:create``."""

from .application import create

__all__ = ["create"]
