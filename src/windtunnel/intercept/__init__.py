"""Brings clients that know only a vendor's own host to simulators: a proxy with a certificate authority of its own.

mitmproxy does the work, as a process in an environment of its own, since it pins its dependencies tightly.
"""

from .proxy import Interception, Route, routes_of

__all__ = ["Interception", "Route", "routes_of"]
