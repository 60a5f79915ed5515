"""A small subject that does everything right, except for one mistake that it can be told to make."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import httpx

ATTEMPTS = 4
ATTEMPTS_WITHOUT_BUDGET = 9
TIMEOUT_SECONDS = 3.0
ASKED_MAX = 3
BREAKER_FAILURES = 5
COOL_DOWN_SECONDS = 20.0
AGE_SECONDS_MAX = 900.0
MISTAKES = (
    "accepts-before-storing",
    "posts-again-without-looking",
    "key-per-attempt",
    "never-gives-up",
    "no-timeout",
    "retries-refusals",
    "ignores-retry-after",
    "no-breaker",
    "breaker-never-closes",
    "refreshes-in-every-caller",
    "believes-everybody",
    "logs-its-token",
    "guesses-dates",
    "takes-part-for-whole",
    "takes-silence-for-success",
    "retries-in-step",
    "retries-without-budget",
    "takes-everything",
    "blocks-behind-poison",
    "sleeps-through-recovery",
    "swallows-failures",
    "tells-everybody-everything",
    "leaves-tasks-behind",
    "asks-at-any-price",
)


class Later(Exception):
    """Try again at ``at``."""

    def __init__(self, at: float) -> None:
        super().__init__(at)
        self.at = at


class Refused(Exception):
    """This will never work."""


@dataclass
class Gate:
    """A circuit breaker."""

    failures: int = 0
    open_until: float = 0.0
    probing: bool = False


@dataclass
class Subject:
    """The subject."""

    environment: dict[str, str]
    clock: Any
    random: Any
    transports: Any
    audit: Any
    jobs: dict[str, dict[str, Any]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    gates: dict[str, Gate] = field(default_factory=dict)
    not_before: dict[str, float] = field(default_factory=dict)
    token: str = ""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    serial: int = 0
    left: list[Any] = field(default_factory=list)

    @property
    def mistake(self) -> str:
        """The mistake to make."""
        return self.environment["MISTAKE"]

    @property
    def depth_max(self) -> float:
        """How many tickets it takes on at once."""
        if self.mistake == "takes-everything":
            return float("inf")
        return float(self.environment.get("DEPTH", "inf"))

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """ASGI."""
        if scope["type"] == "lifespan":
            await self.lifespan(receive, send)
            return
        body = (await receive())["body"]
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        status = self.accept(headers, body)
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def lifespan(self, receive: Any, send: Any) -> None:
        """Start and stop the workers."""
        await receive()
        timeout = None if self.mistake == "no-timeout" else TIMEOUT_SECONDS
        self.client = httpx.AsyncClient(transport=self.transports("any"), timeout=timeout)
        workers = [asyncio.create_task(self.work()) for _ in range(8)]
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        await send({"type": "lifespan.shutdown.complete"})

    def accept(self, headers: dict[str, str], body: bytes) -> int:
        """Verify, deduplicate, store."""
        if self.mistake != "believes-everybody" and not self.genuine(headers, body):
            return 401
        event, ticket = headers.get("x-event", ""), str(json.loads(body)["ticket"])
        if self.mistake == "accepts-before-storing" and ticket.endswith("7"):
            return 200
        owed = sum(job["state"] in ("ready", "busy") for job in self.jobs.values())
        if ticket not in self.jobs and owed >= self.depth_max:
            return 503
        if event not in self.seen:
            self.seen.add(event)
            now = self.clock.now()
            self.jobs.setdefault(ticket, {"at": now, "born": now, "state": "ready", "doubt": False})
        return 200

    def genuine(self, headers: dict[str, str], body: bytes) -> bool:
        """Check signature and time."""
        stamp = headers.get("x-signature-timestamp", "0")
        secret = self.environment["HELPDESK_SIGNING_SECRET"].encode()
        expected = hmac.digest(secret, stamp.encode() + body, hashlib.sha256).hex()
        fresh = abs(self.clock.now() - float(stamp)) <= 300
        return fresh and hmac.compare_digest(expected, headers.get("x-signature", ""))

    async def work(self) -> None:
        """Work jobs for ever."""
        while True:
            now = self.clock.now()
            ready = [key for key, job in self.jobs.items() if job["state"] == "ready" and job["at"] <= now]
            if not ready:
                await self.clock.sleep(0.25)
                continue
            if self.mistake == "blocks-behind-poison":
                ready = [key for key, job in self.jobs.items() if job["state"] in ("ready", "busy")][:1]
                if self.jobs[ready[0]]["state"] == "busy" or self.jobs[ready[0]]["at"] > now:
                    await self.clock.sleep(0.25)
                    continue
            await self.handle(ready[0], self.jobs[ready[0]])

    async def handle(self, ticket: str, job: dict[str, Any]) -> None:
        """Do one job and say what became of it."""
        job["state"] = "busy"
        try:
            await self.errand(ticket, job)
            job["state"] = "done"
        except Later as later:
            job["state"], job["at"] = "ready", max(later.at, self.clock.now() + 0.5)
            if self.mistake == "sleeps-through-recovery":
                job["at"] = self.clock.now() + 600
            if self.clock.now() > job["born"] + AGE_SECONDS_MAX and self.mistake != "never-gives-up":
                job["state"] = "dead"
                self.report("dead-lettered", ticket, reason="gave up after trying for a long time")
        except (Refused, ValueError) as error:
            job["state"] = "dead"
            self.report("dead-lettered", ticket, reason=f"{type(error).__name__}: {error}")

    async def errand(self, ticket: str, job: dict[str, Any]) -> None:
        """Read, ask, post; do nothing at all while a system that is needed is known to be away."""
        for role, gate in self.gates.items():
            if self.closed(role, gate):
                raise Later(max(gate.open_until, self.not_before.get(role, 0.0), self.clock.now() + 5))
        if "record" not in job:
            job["record"] = (await self.call("helpdesk", "GET", f"/tickets/{ticket}", ticket)).json()
        record = job["record"]
        opened_at = str(record["opened_at"])
        if self.mistake != "guesses-dates":
            datetime.strptime(opened_at, "%Y-%m-%dT%H:%M:%S%z")
        if "answer" not in job:
            job["answer"] = await self.ask(ticket, record["text"])
        key = stamp = f"ticket-{ticket}"
        if job["doubt"] and self.mistake != "posts-again-without-looking":
            found = await self.call("chat", "GET", f"/messages?key={key}", ticket)
            if found.json():
                return
        if self.mistake == "key-per-attempt":
            self.serial += 1
            stamp = f"{key}-{self.serial}"
        message = {
            "ticket": record["id"],
            "text": job["answer"],
            "key": key,
            "stamp": stamp,
            "opened_at": opened_at,
        }
        if self.mistake == "tells-everybody-everything":
            message |= {"record": record}
        job["doubt"] = True
        await self.call("chat", "POST", "/messages", ticket, json=message)

    async def ask(self, ticket: str, text: str) -> str:
        """Ask the mind and make sure that it has finished."""
        asked = self.jobs[ticket]["asked"] = self.jobs[ticket].get("asked", 0) + 1
        if asked > ASKED_MAX and self.mistake != "asks-at-any-price":
            raise Refused("the budget is spent")
        answer = await self.call("ai", "POST", "/answers", ticket, json={"text": text})
        lines = answer.text.splitlines()
        if not lines or lines[-1] != "done":
            if self.mistake == "takes-part-for-whole":
                return answer.text or "nothing"
            raise Later(self.clock.now() + 1)
        return " ".join(lines[:-1])

    async def call(self, role: str, method: str, path: str, ticket: str, **content: Any) -> httpx.Response:
        """Call a role with everything that a careful client does."""
        for attempt in range(ATTEMPTS_WITHOUT_BUDGET if self.mistake == "retries-without-budget" else ATTEMPTS):
            self.pass_gate(role)
            answer = await self.once(role, method, path, ticket, **content)
            if answer is not None and answer.status_code < 400:
                return answer
            if answer is not None and answer.status_code == 401:
                await self.refresh(str(answer.request.headers["authorization"]))
                continue
            if answer is not None and answer.status_code in (429, 503):
                self.pause(role, float(answer.headers.get("retry-after", "1")))
                continue
            if answer is not None and answer.status_code < 500 and self.mistake != "retries-refusals":
                raise Refused(f"{role} answered {answer.status_code}")
            refused = answer is not None and answer.status_code < 500
            hasty = ("posts-again-without-looking", "retries-without-budget")
            if method == "POST" and role == "chat" and not refused and self.mistake not in hasty:
                break
            await self.rest(attempt)
        raise Later(self.clock.now() + self.random.uniform(60, 180))

    async def rest(self, attempt: int) -> None:
        """Wait before the next attempt, longer each time."""
        if self.mistake == "retries-in-step":
            await self.clock.sleep(0.5)
        else:
            await self.clock.sleep(self.random.uniform(0.1, 0.5) * 2**attempt)

    def closed(self, role: str, gate: Gate) -> bool:
        """Tell whether a role should be left alone now."""
        if self.mistake == "no-breaker" or gate.failures < BREAKER_FAILURES:
            return False
        return self.clock.now() < gate.open_until or gate.probing or self.mistake == "breaker-never-closes"

    def pass_gate(self, role: str) -> None:
        """Refuse calls while the breaker is open or the vendor said to wait."""
        now = self.clock.now()
        gate = self.gates.setdefault(role, Gate())
        if self.mistake != "ignores-retry-after" and now < self.not_before.get(role, 0.0):
            raise Later(self.not_before[role])
        if self.closed(role, gate):
            raise Later(now + 5)
        gate.probing = gate.failures >= BREAKER_FAILURES

    def pause(self, role: str, seconds: float) -> None:
        """Remember when the vendor wants to hear from us again."""
        self.not_before[role] = max(self.not_before.get(role, 0.0), self.clock.now() + seconds)
        if self.mistake != "ignores-retry-after":
            raise Later(self.not_before[role])

    async def once(self, role: str, method: str, path: str, ticket: str, **content: Any) -> httpx.Response | None:
        """Send one request; ``None`` when nothing usable came back."""
        headers = {"x-correlation-id": ticket}
        if role == "helpdesk":
            if not self.token:
                await self.refresh("")
            headers["authorization"] = f"Bearer {self.token}"
            if self.mistake == "logs-its-token":
                logging.getLogger("subject").warning("calling with %s", self.environment["HELPDESK_CLIENT_SECRET"])
        gate = self.gates.setdefault(role, Gate())
        try:
            answer = await self.client.request(
                method, self.environment[f"{role.upper()}_URL"] + path, headers=headers, **content
            )
        except httpx.RemoteProtocolError:
            if self.mistake == "takes-part-for-whole" and role == "ai":
                logging.getLogger("subject").warning("ticket %s: the answer broke off", ticket)
                return httpx.Response(200, text="half an answer", request=httpx.Request(method, "http://x"))
            answer = None
        except httpx.ReadError:
            logging.getLogger("subject").warning("ticket %s: no answer from %s", ticket, role)
            answer = httpx.Response(201) if self.mistake == "takes-silence-for-success" else None
        except httpx.TransportError:
            answer = None
        failed = answer is None or answer.status_code >= 500
        if failed and self.mistake == "leaves-tasks-behind":
            self.left.append(asyncio.create_task(asyncio.Event().wait()))
        if (answer is None or answer.is_error) and self.mistake != "swallows-failures":
            logging.getLogger("subject").warning("ticket %s: %s %s went wrong", ticket, role, method)
        gate.failures = gate.failures + 1 if failed else 0
        gate.probing = False
        gate.open_until = self.clock.now() + COOL_DOWN_SECONDS if failed else 0.0
        return answer

    async def refresh(self, used: str) -> None:
        """Get a token, once for everybody who needs it."""
        if self.mistake == "refreshes-in-every-caller":
            await self.fetch_token()
            return
        async with self.lock:
            if not self.token or used == f"Bearer {self.token}":
                await self.fetch_token()

    async def fetch_token(self) -> None:
        """Ask for a token."""
        secret = self.environment["HELPDESK_CLIENT_SECRET"]
        url = self.environment["HELPDESK_URL"] + "/oauth/token"
        try:
            answer = await self.client.post(url, json={"client_secret": secret})
        except httpx.TransportError as error:
            raise self.without_token() from error
        if answer.status_code == 429:
            self.pause("helpdesk", float(answer.headers["retry-after"]))
            raise Later(self.clock.now() + 5)
        try:
            self.token = answer.json()["access_token"]
        except (ValueError, KeyError) as error:
            raise self.without_token() from error

    def without_token(self) -> Later:
        """Count a failure of the help desk, and say when to try again."""
        gate = self.gates.setdefault("helpdesk", Gate())
        gate.failures += 1
        gate.probing = False
        gate.open_until = self.clock.now() + COOL_DOWN_SECONDS
        return Later(self.clock.now() + self.random.uniform(60, 180))

    def report(self, kind: str, key: str, **fields: Any) -> None:
        """Tell the audit."""
        self.audit.record(SimpleNamespace(kind=kind, system=None, operation=None, key=key, fields=fields))


def create(environment: dict[str, str], *, clock: Any, random: Any, transports: Any, audit: Any) -> Subject:
    """Return the subject."""
    return Subject(dict(environment), clock, random, transports, audit)
