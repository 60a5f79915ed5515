from .scenario.decorator import scenario as scenario

__version__: str
