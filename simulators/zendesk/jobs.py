"""Jobs: bulk work that goes on after the answer, with its progress on the agenda."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from windtunnel.simulator import InvalidInput, Problem, Record, Refusal
from windtunnel.world.http import text_response

from .headers import retry_after
from .moments import completed
from .records import address

if TYPE_CHECKING:
    from .account import Account, Actor

STEP, FORGET = "job.step", "job.forget"
WORK = "_job_work"
START_SECONDS = 1.0
STEP_SECONDS = 0.5
ITEMS_PER_STEP = 10
RETRY_SECONDS = 10.0
UNFINISHED = ("queued", "working")
TOO_MANY = "Too many background jobs: at most {most} may be queued or running"

Work = Callable[["Account", Mapping[str, Any], "Actor"], Mapping[str, Any]]


@dataclass(frozen=True)
class Worker:
    """How one kind of job treats an item.

    Args:
        doing: what the message says it does (``Creating``).
        what: and to what (``Ticket``).
        action: name of the action in results (``create``).
        run: treats one item and returns what its result holds beside the usual.
    """

    doing: str
    what: str
    action: str
    run: Work = field(repr=False)


class Jobs:
    """The jobs of an account: pace is assumed, states and messages are recorded.

    Args:
        account: the account.
    """

    def __init__(self, account: Account) -> None:
        self._account = account
        self.workers: Mapping[str, Worker] = {}
        self.actors: Callable[[int, str], Actor]
        agenda = account.system.agenda
        agenda.handle(STEP, self._step)
        agenda.handle(FORGET, self._forget)

    def start(self, kind: str, items: Sequence[Mapping[str, Any]], actor: Actor) -> Record:
        """Queue a job over ``items`` and return its record.

        Raises:
            Refusal: as many jobs as allowed are queued or running; 429.
        """
        account = self._account
        self._check_room()
        job_id = f"V3-{account.system.ids.hexadecimal(32)}"
        worker = self.workers[kind]
        record = {
            "id": job_id,
            "url": address(f"job_statuses/{job_id}.json"),
            "job_type": f"Bulk {worker.action.capitalize()} {worker.what}",
            "total": len(items),
            "progress": None,
            "status": "queued",
            "message": None,
            "results": None,
        }
        work = {
            "kind": kind,
            "items": tuple(items),
            "user": actor.id,
            "channel": actor.channel,
            "results": (),
        }
        account.store[WORK].put(job_id, work)
        account.system.agenda.plan(account.clock.now() + START_SECONDS, STEP, {"id": job_id})
        return account.store["job_statuses"].put(job_id, record)

    def _check_room(self) -> None:
        most = self._account.limit("jobs_queued_or_running_max")
        if sum(1 for job in self._account.store["job_statuses"] if job["status"] in UNFINISHED) >= most:
            headers = ("Retry-After", retry_after(RETRY_SECONDS))
            response = text_response(TOO_MANY.format(most=most), 429)
            response.headers.append(headers)
            raise Refusal(response)

    def _step(self, data: Mapping[str, Any]) -> None:
        """Treat the next items, or finish."""
        account, job_id = self._account, data["id"]
        work = account.store[WORK].get(job_id)
        if work is None or job_id not in account.store["job_statuses"]:
            return
        done = len(work["results"])
        if done == len(work["items"]):
            self._finish(job_id, work)
            return
        chosen = work["items"][done : done + ITEMS_PER_STEP]
        results = [self._treat(work, item, done + index) for index, item in enumerate(chosen)]
        account.store[WORK].update(job_id, {"results": (*work["results"], *results)})
        worker, progress = self.workers[work["kind"]], done + len(results)
        changes = {
            "status": "working",
            "progress": progress,
            "message": f"{worker.doing} {worker.what} #{progress}",
        }
        account.store["job_statuses"].update(job_id, changes)
        account.system.agenda.plan(account.clock.now() + STEP_SECONDS, STEP, {"id": job_id})

    def _treat(self, work: Record, item: Mapping[str, Any], index: int) -> dict[str, Any]:
        account, worker = self._account, self.workers[work["kind"]]
        named = {"id": item["id"]} if "id" in item else {"index": index}
        try:
            told = worker.run(account, item, self.actors(work["user"], work["channel"]))
        except Problem as problem:
            error = f"{worker.what}{worker.action.capitalize()}Failed"
            return named | {
                "action": worker.action,
                "status": "Failed",
                "success": False,
                "error": error,
                "details": _details(problem),
            }
        if worker.action == "create":
            return {"index": index, "account_id": account.id, "success": True, **told}
        status = f"{worker.action.removesuffix('e').capitalize()}ed"
        return named | {"action": worker.action, "status": status, "success": True, **told}

    def _finish(self, job_id: str, work: Record) -> None:
        account = self._account
        account.store[WORK].remove(job_id)
        now = account.clock.now()
        changes = {
            "status": "completed",
            "progress": len(work["items"]),
            "message": f"Completed at {completed(now)}",
            "results": list(work["results"]),
        }
        account.store["job_statuses"].update(job_id, changes)
        account.system.agenda.plan(now + account.limit("job_status_kept_seconds"), FORGET, {"id": job_id})

    def _forget(self, data: Mapping[str, Any]) -> None:
        self._account.store["job_statuses"].remove(data["id"])


def _details(problem: Problem) -> str:
    if isinstance(problem, InvalidInput):
        return " ".join(error.message for error in problem.errors)
    return problem.message or str(problem)
