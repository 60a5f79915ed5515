"""The proxies of a server and everything that can be done with them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from .address import Address, resolve_listen
from .errors import ControlError, ListenError, ProxyExistsError, ProxyNotFoundError
from .fault_proxy import FaultProxy, Surroundings
from .leases import Leases
from .model import (
    ProxyBody,
    apply_change,
    read_proxies,
    read_proxy,
    read_proxy_change,
    read_toxic,
    read_toxics,
)
from .toxic import Toxic


class PartlyPopulatedError(ControlError):
    """Populating stopped in the middle.

    Args:
        cause: why.
        proxies: what there was before it stopped.
    """

    def __init__(self, cause: ControlError, proxies: list[FaultProxy]) -> None:
        super().__init__(cause.message, cause.status)
        self.proxies = proxies


class Registry:
    """A collection of proxies. Its methods take decoded JSON and raise what the control API answers.

    Args:
        surroundings: what the proxies share.
        fault_ttl_seconds: the time to live of faults that bring none of their own; None: they stay.
    """

    def __init__(self, surroundings: Surroundings, fault_ttl_seconds: float | None = None) -> None:
        self._around = surroundings
        self._fault_ttl_seconds = fault_ttl_seconds
        self._leases = Leases(surroundings.clock)
        self._proxies: dict[str, FaultProxy] = {}
        self._lock = asyncio.Lock()  # resolving a name takes time, and requests come side by side

    def proxies(self) -> dict[str, FaultProxy]:
        """Return every proxy by name, in alphabetical order."""
        return dict(sorted(self._proxies.items()))

    def proxy(self, name: str) -> FaultProxy:
        """Return the proxy of that name.

        Raises:
            ProxyNotFoundError: there is none.
        """
        try:
            return self._proxies[name]
        except KeyError:
            raise ProxyNotFoundError from None

    async def create(self, value: Any) -> FaultProxy:
        """Make a proxy, with the toxics that it brings.

        Raises:
            ControlError: it is wrong, exists, or cannot listen.
        """
        body = read_proxy(value)
        toxics = read_toxics(body.toxics)
        async with self._lock:
            if body.name in self._proxies:
                raise ProxyExistsError
            address = await _resolve_new(body)
            proxy = self._new(body, toxics, address)
            self._proxies[proxy.name] = proxy
            return proxy

    async def populate(self, value: Any) -> list[FaultProxy]:
        """Make sure that these proxies exist; one that exists with the same addresses stays as it is.

        Raises:
            ControlError: something is wrong; nothing has changed.
            PartlyPopulatedError: one cannot be made; those before it are.
        """
        bodies = read_proxies(value)
        plans = [(body, read_toxics(body.toxics)) for body in bodies]
        populated: list[FaultProxy] = []
        async with self._lock:
            for body, toxics in plans:
                try:
                    populated.append(await self._add_or_replace(body, toxics))
                except ControlError as error:
                    raise PartlyPopulatedError(error, populated) from error
        return populated

    async def change(self, name: str, value: Any) -> FaultProxy:
        """Change address, upstream or ``enabled``; a changed address closes the connections.

        Raises:
            ControlError: there is no such proxy, or it cannot be changed that way.
        """
        self.proxy(name)
        change = read_proxy_change(value)
        async with self._lock:
            proxy = self.proxy(name)
            given = change.model_fields_set
            upstream = change.upstream if "upstream" in given else proxy.upstream
            wanted = change.enabled if "enabled" in given else proxy.enabled
            address = await resolve_listen(change.listen if "listen" in given else proxy.listen)
            if str(address) != proxy.listen or upstream != proxy.upstream:
                proxy.stop()
                proxy.listen, proxy.upstream = str(address), upstream
            if wanted:
                self._enable(proxy, address)
            else:
                proxy.stop()
                self._disabled(proxy, change.ttl_seconds if "ttl_seconds" in given else proxy.ttl_seconds)
            return proxy

    async def remove(self, name: str) -> None:
        """Stop a proxy and forget it.

        Raises:
            ProxyNotFoundError: there is none.
        """
        async with self._lock:
            self._forget(self.proxy(name))

    async def reset(self) -> None:
        """Remove every toxic and enable every proxy.

        Raises:
            ControlError: a proxy cannot listen; everything else is done.
        """
        failure: ControlError | None = None
        async with self._lock:
            for proxy in self.proxies().values():
                for toxic in proxy.toxics:
                    self.remove_toxic(proxy.name, toxic.name)
                try:
                    if not proxy.enabled:
                        self._enable(proxy, await resolve_listen(proxy.listen))
                except ControlError as error:
                    failure = failure or error
        if failure is not None:
            raise failure

    def add_toxic(self, name: str, value: Any) -> Toxic:
        """Put a toxic on a proxy.

        Raises:
            ControlError: there is no such proxy, or the toxic is wrong or exists.
        """
        proxy = self.proxy(name)
        toxic = read_toxic(value)
        self._add_toxic(proxy, toxic)
        return toxic

    def change_toxic(self, name: str, toxic_name: str, value: Any) -> Toxic:
        """Change a toxic; its time to live begins anew.

        Raises:
            ControlError: there is no such toxic, or the change is wrong.
        """
        proxy = self.proxy(name)
        toxic = proxy.toxic(toxic_name)
        apply_change(toxic, value)
        proxy.change_toxic(toxic)
        self._lease_toxic(proxy, toxic)
        return toxic

    def remove_toxic(self, name: str, toxic_name: str) -> None:
        """Take a toxic from a proxy.

        Raises:
            ControlError: there is none.
        """
        proxy = self.proxy(name)
        toxic = proxy.toxic(toxic_name)
        self._leases.end((proxy, toxic.name))
        proxy.remove_toxic(toxic)

    def close(self) -> None:
        """Stop every proxy."""
        for proxy in list(self._proxies.values()):
            self._forget(proxy)
        self._leases.end_all()

    def _new(self, body: ProxyBody, toxics: Iterable[Toxic], address: Address | None) -> FaultProxy:
        proxy = FaultProxy(self._around, body.name, body.listen, body.upstream)
        if body.enabled:
            proxy.start(address)
        else:
            self._disabled(proxy, body.ttl_seconds)
        for toxic in toxics:
            self._add_toxic(proxy, toxic)
        return proxy

    async def _add_or_replace(self, body: ProxyBody, toxics: Iterable[Toxic]) -> FaultProxy:
        existing = self._proxies.get(body.name)
        if existing is None:
            address = await _resolve_new(body)
        else:
            address = await resolve_listen(body.listen)
            if str(address) == existing.listen and body.upstream == existing.upstream:
                return existing
            existing.stop()
        proxy = self._new(body, toxics, address)
        if existing is not None:
            self._forget(existing)
        self._proxies[proxy.name] = proxy
        return proxy

    def _add_toxic(self, proxy: FaultProxy, toxic: Toxic) -> None:
        if toxic.ttl_seconds is None:
            toxic.ttl_seconds = self._fault_ttl_seconds
        proxy.add_toxic(toxic)
        self._lease_toxic(proxy, toxic)

    def _lease_toxic(self, proxy: FaultProxy, toxic: Toxic) -> None:
        self._leases.grant((proxy, toxic.name), toxic.ttl_seconds, lambda: proxy.remove_toxic(toxic))

    def _enable(self, proxy: FaultProxy, address: Address) -> None:
        proxy.start(address)
        proxy.ttl_seconds = None
        self._leases.end(proxy)

    def _disabled(self, proxy: FaultProxy, ttl_seconds: float | None) -> None:
        proxy.ttl_seconds = self._fault_ttl_seconds if ttl_seconds is None else ttl_seconds
        self._leases.grant(proxy, proxy.ttl_seconds, lambda: self._heal(proxy))

    def _heal(self, proxy: FaultProxy) -> None:
        proxy.start()
        proxy.ttl_seconds = None

    def _forget(self, proxy: FaultProxy) -> None:
        proxy.stop()
        self._leases.end(proxy)
        for toxic in proxy.toxics:
            self._leases.end((proxy, toxic.name))
        if self._proxies.get(proxy.name) is proxy:
            del self._proxies[proxy.name]


async def _resolve_new(body: ProxyBody) -> Address | None:
    """Return where a new proxy listens; one that is made disabled is resolved when it is enabled."""
    if not body.enabled:
        return None
    try:
        return await resolve_listen(body.listen)
    except ListenError as error:
        raise ListenError(f"listen tcp: {error.message}") from None
