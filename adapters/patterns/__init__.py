"""The integration patterns, each a service of its own over the same ports, spokes, stores and policies."""
