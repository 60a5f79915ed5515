"""Seeded instances of JSON schemas: values that a contract allows, the same for the same stream of chance."""

from .flat import Resolve, local_resolver
from .instance import Instances, Uninstantiable, instance

__all__ = ["Instances", "Resolve", "Uninstantiable", "instance", "local_resolver"]
