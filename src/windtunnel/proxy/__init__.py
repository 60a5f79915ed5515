"""A TCP proxy that does harm on purpose, driven over Toxiproxy's HTTP API."""

from .control import API_VERSION, MetricsWanted
from .server_client import ProxyServer, ProxyServerError, ToxicOrder
from .service import API_PORT, Service, Settings, running

__all__ = [
    "API_PORT",
    "API_VERSION",
    "MetricsWanted",
    "ProxyServer",
    "ProxyServerError",
    "Service",
    "Settings",
    "ToxicOrder",
    "running",
]
