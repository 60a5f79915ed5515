"""Where a run happens: the virtual world (one process, virtual time, no sockets) and the wire (loopback sockets)."""
