"""``python -m windtunnel``."""

from windtunnel.cli.app import main

main()
