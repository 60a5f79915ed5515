"""Finds out what a probe reads, by running it: JSON that it decodes, and models that it checks, are watched.

Watched are ``json.loads`` (so ``response.json()``), ``orjson.loads`` and ``pydantic_core.from_json``, under whatever
name a module of the project has imported them, and what pydantic validates, also from text.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import orjson
import pydantic
import pydantic_core

from windtunnel.world.escape import is_library
from windtunnel.world.exchange import Exchange

from .probes import Probe
from .reads import Reads, Source
from .recording import Recording
from .replayer import Outcome, run
from .streams import EVENT_STREAM, event_bodies
from .traced import TracedHeaders, Tracer
from .wire_models import note_fields

Decode = Callable[..., Any]


async def trace(probe: Probe, recording: Recording, root: Path) -> tuple[Reads, Outcome]:
    """Run a probe once and return what it read.

    Args:
        probe: what is run.
        recording: where answers come from.
        root: of the project, for the names of files.
    """
    reads = Reads()
    watch = Watch(Tracer(reads, root))
    with watch.installed():
        outcome = await run(probe, recording, watch=watch.answered)
    return reads, outcome


class Watch:
    """Stands where JSON is decoded and where models are checked."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer
        self._sources: dict[str, Source] = {}
        """By text of a body, or of an event in a stream."""

    def answered(self, exchange: Exchange, answer: httpx.Response) -> None:
        """Learn an answer that is about to be read, and watch its headers."""
        self._tracer.note_call(exchange.operation)
        source = Source(exchange.operation, answer.status_code)
        body = b"".join(answer.stream)  # type: ignore[arg-type]  # a ByteStream is both kinds of stream
        if answer.headers.get("content-type", "").startswith(EVENT_STREAM):
            for event in event_bodies(body):
                self._sources.setdefault(event.decode("utf-8", "replace"), source)
        self._sources[body.decode("utf-8", "replace")] = source
        headers = TracedHeaders(answer.headers.raw)
        headers.tracer, headers.source, headers.encoding = self._tracer, source, "latin-1"
        answer.headers = headers

    def delivered(self, name: str, body: bytes) -> None:
        """Learn a webhook that is about to be read."""
        self._sources[body.decode("utf-8", "replace")] = Source(name, 0)

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Watch while the block lasts."""
        model, adapter = pydantic.BaseModel, pydantic.TypeAdapter
        check = vars(model)["model_validate"].__func__
        patches: list[tuple[Any, str, Any]] = [
            (json.JSONDecoder, "decode", self._decoding(json.JSONDecoder.decode)),
            (model, "model_validate", classmethod(self._checking(check))),
            (model, "model_validate_json", classmethod(self._reading_text)),
            (adapter, "validate_python", self._adapting(adapter.validate_python)),
            (adapter, "validate_json", self._adapting_text),
        ]
        patches += _bound(orjson, "loads", self._loading(orjson.loads))
        patches += _bound(pydantic_core, "from_json", self._parsing(pydantic_core.from_json))
        before = [(owner, name, vars(owner)[name]) for owner, name, _ in patches]
        for owner, name, watched in patches:
            setattr(owner, name, watched)
        try:
            yield
        finally:
            for owner, name, original in before:
                setattr(owner, name, original)

    def _wrapped(self, text: Any, value: Any) -> Any:
        known = bytes(text).decode("utf-8", "replace") if isinstance(text, bytes | bytearray | memoryview) else text
        source = self._sources.get(str(known))
        return value if source is None else self._tracer.wrap(value, source)

    def _decoding(self, decode: Decode) -> Decode:
        return lambda decoder, text, *rest: self._wrapped(text, decode(decoder, text, *rest))

    def _loading(self, loads: Decode) -> Decode:
        return lambda text: self._wrapped(bytes(text) if isinstance(text, memoryview) else text, loads(text))

    def _parsing(self, parse: Decode) -> Decode:
        return lambda text, **options: self._wrapped(text, parse(text, **options))

    def _checking(self, check: Decode) -> Decode:
        def checked(model: Any, value: Any, *args: Any, **options: Any) -> Any:
            self._note(model, value)
            return check(model, value, *args, **options)

        return checked

    @property
    def _reading_text(self) -> Decode:
        def checked(model: Any, text: Any, *args: Any, **options: Any) -> Any:
            self._note(model, self._wrapped(text, json.loads(text)))
            return model.__pydantic_validator__.validate_json(text, *args, **options)

        return checked

    def _adapting(self, check: Decode) -> Decode:
        def checked(adapter: Any, value: Any, *args: Any, **options: Any) -> Any:
            self._note(adapter._type, value)
            return check(adapter, value, *args, **options)

        return checked

    @property
    def _adapting_text(self) -> Decode:
        def checked(adapter: Any, text: Any, *args: Any, **options: Any) -> Any:
            self._note(adapter._type, self._wrapped(text, json.loads(text)))
            return adapter.validator.validate_json(text, *args, **options)

        return checked

    def _note(self, model: Any, value: Any) -> None:
        origin = self._tracer.origin(value)
        if origin is not None:
            note_fields(model, value, self._tracer, *origin)


def _bound(owner: ModuleType, name: str, watched: Decode) -> list[tuple[Any, str, Any]]:
    """Return where a decoder is to be watched: in its own module, and wherever the project imported its name."""
    function = getattr(owner, name)
    found: list[tuple[Any, str, Any]] = [(owner, name, watched)]
    for module in list(sys.modules.values()):
        bound = [known for known, value in list(vars(module).items()) if value is function]
        if bound and module is not owner and not is_library(getattr(module, "__file__", None) or "<none>"):
            found += [(module, known, watched) for known in bound]
    return found
