"""What happens to a document: fetched, read by the AI, and told; a redelivery goes on where an earlier one stopped."""

from __future__ import annotations

from ...audit import AuditKind
from ...inbound.job import Job, NewJob
from ...inbound.store import Store
from ...inbound.worker import Outcome
from ...ports.documents import Documents
from ...trail import Trail
from ...wake import Wake
from .reading import Finding, Reader
from .telling import tell_job

READ = "read"
WEBHOOK = "webhook"
SWEEP = "sweep"


def read_job(document_id: str, found_by: str) -> NewJob:
    """Return the job for a document: one per document, however often and by whatever way we hear of it."""
    payload = {"document_id": document_id, "found_by": found_by}
    return NewJob(f"{READ}:{document_id}", READ, lane=document_id, payload=payload)


class Intake:
    """Handles the jobs of ``read_job``.

    Args:
        store: records the step; holds the job that follows.
        documents: where documents are fetched.
        reader: has them read.
        channel: where they are told.
        wake: set when the job that follows can start.
        trail: where every step is noted.
    """

    def __init__(
        self, store: Store, documents: Documents, reader: Reader, *, channel: str, wake: Wake, trail: Trail
    ) -> None:
        self._store = store
        self._documents = documents
        self._reader = reader
        self._channel = channel
        self._wake = wake
        self._trail = trail

    async def __call__(self, job: Job) -> Outcome:
        """Take one document in.

        Raises:
            NotFound: the document was deleted before it could be read.
            IntegrationError: it could not be fetched or read.
        """
        finding = await self._find(job)
        self._tell(job, finding)
        found_by = job.payload["found_by"]
        outcome = "read" if finding.review is None else "reviewed"
        return Outcome(finding.review, {outcome: 1.0, f"read_after_{found_by}": 1.0})

    async def _find(self, job: Job) -> Finding:
        step = self._store.steps.begin(job, "read")
        if step.result is not None:
            return Finding.model_validate_json(step.result)
        document = await self._documents.document(job.payload["document_id"])
        content = await self._documents.content(document)
        finding = await self._reader.read(job.key, document, content)
        self._store.steps.finish(job, "read", finding.model_dump_json(), {"cost_usd": finding.cost_usd})
        return finding

    def _tell(self, job: Job, finding: Finding) -> None:
        telling = tell_job(finding, channel=self._channel, found_by=job.payload["found_by"])
        if self._store.enqueue(telling, capped=False):
            self._trail.note(AuditKind.ENQUEUED, telling.key, document_id=finding.document_id, because=job.key)
            self._wake.set()
