"""Recording a real system: redacted recordings, a contract with counts, a simulator that repeats what was answered."""

from .replaying.system import RecordedSystem

__all__ = ["RecordedSystem"]
