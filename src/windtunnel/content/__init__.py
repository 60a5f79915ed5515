"""Finding and loading what a project contains: contracts, simulators, adapters, scenarios, load tests."""

from .project import FOLDERS, Project

__all__ = ["FOLDERS", "Project"]
