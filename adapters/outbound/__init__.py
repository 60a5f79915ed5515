"""What every call to an outside system passes: policies, each an httpx transport around another one."""
