"""Behaviour inferred from a contract for operations that nobody bound.

A path that ends with a name below which items are served is a collection (``/things``), one that ends with an id is an
item of it (``/things/{id}``). The rest is read from schemas and names: where the record stands in a body, what its id
is, what the server sets, how lists are cut. What cannot be inferred has no handler, and the kit answers 501.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from windtunnel.contract.document import Contract, Operation
from windtunnel.world.http import JSON, Response, json_response

from .call import Call
from .inferred.answers import Answers, Facts
from .inferred.bodies import MERGE_PATCH, can_read, read_body
from .inferred.envelopes import Envelope, input_envelope, output_envelope
from .inferred.listing import Listing
from .inferred.records import Records, item_path
from .inferred.resources import Place, Resources
from .inferred.views import Views, success
from .operations import Handler
from .problem import RecordNotFound
from .store import Record

Builder = Callable[["Inference", Operation, Place], Handler | None]


class Inference:
    """Stateful create, read, update, delete and list, where the contract's shape allows it.

    Args:
        contract: the contract.
    """

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._views = Views(contract)
        self._records = Records(self._views)
        self._answers = Answers(self._views)
        self._handlers: dict[str, Handler | None] = {}

    @cached_property
    def resources(self) -> Resources:
        """The contract's resources, found on first use."""
        return Resources(self._contract, self._views)

    def handler(self, operation: Operation) -> Handler | None:
        """Return a handler for ``operation``, or ``None`` when its meaning cannot be inferred."""
        if operation.id not in self._handlers:
            self._handlers[operation.id] = self._infer(operation)
        return self._handlers[operation.id]

    def _infer(self, operation: Operation) -> Handler | None:
        place = self.resources.place(operation)
        if place is None:
            return None
        builder = BUILDERS.get((operation.method, place.id_parameter is not None))
        return builder(self, operation, place) if builder is not None else None

    def list_records(self, operation: Operation, place: Place) -> Handler | None:
        """Return a handler that answers with a page of records."""
        envelope = self._output(operation)
        if envelope is None or not envelope.many:
            return None
        _, response = success(operation, 200)
        headers = {name.lower() for name in response.get("headers", {})}
        listing = Listing(operation, place.resource, self._views, self._profile_size(operation))

        def handle(call: Call) -> Response:
            self._records.check_parents(call, place)
            page = listing.page(call, self._records.among(call, place))
            facts = Facts(call, page, listing, place.resource)
            shown = [self._records.shown(place.resource, record, envelope.record) for record in page.records]
            answer = self._answer(operation, 200, self._answers.many(facts, envelope, shown))
            answer.headers += _page_headers(facts, headers)
            return answer

        return handle

    def create(self, operation: Operation, place: Place) -> Handler | None:
        """Return a handler that creates a record."""
        status, response = success(operation, 201, 200)
        output, body = self._output(operation), self._input(operation)
        understood = can_read(operation) and (body is not None or not operation.request_bodies)
        later = status == 202 and not (output is not None and self.resources.refers_to(place.resource, output.record))
        if not understood or later or (output is None and _has_body(response)):
            return None
        template = self._item_template(operation, place)

        def handle(call: Call) -> Response:
            given = self._given(call, operation, body)
            self._records.check_parents(call, place)
            _, record = self._records.create(call, place, given)
            answer = self._record_answer(call, operation, status, place, output, record)
            target = item_path(template[0], template[1], call, record[place.resource.id_field]) if template else "{"
            if status == 201 and "{" not in target:
                answer.headers.append(("Location", call.link(target)))
            return answer

        return handle

    def show(self, operation: Operation, place: Place) -> Handler | None:
        """Return a handler that answers with one record."""
        output = self._output(operation)
        if output is None:
            return None

        def handle(call: Call) -> Response:
            _, record = self._records.find(call, place)
            return self._record_answer(call, operation, 200, place, output, record)

        return handle

    def replace(self, operation: Operation, place: Place) -> Handler | None:
        """Return a handler that replaces a record, and creates it where callers choose the ids."""
        output, body = self._output(operation), self._input(operation)
        status, response = success(operation, 200, 204, 201)
        if not can_read(operation) or body is None or (output is None and _has_body(response)):
            return None
        creates = "201" in operation.responses or not self._has_post(place)

        def handle(call: Call) -> Response:
            given = self._given(call, operation, body)
            try:
                key, before = self._records.find(call, place)
            except RecordNotFound as problem:
                if not creates or problem.kind != place.resource.kind:
                    raise
                _, record = self._records.create(call, place, given, call.parameters[place.id_parameter or ""])
                created = 201 if "201" in operation.responses else status
                return self._record_answer(call, operation, created, place, output, record)
            record = self._records.replace(call, place, key, before, given)
            return self._record_answer(call, operation, status, place, output, record)

        return handle

    def change(self, operation: Operation, place: Place) -> Handler | None:
        """Return a handler that changes fields of a record."""
        output, body = self._output(operation), self._input(operation)
        status, response = success(operation, 200, 204)
        if not can_read(operation) or body is None or (output is None and _has_body(response)):
            return None

        def handle(call: Call) -> Response:
            given = self._given(call, operation, body)
            key, before = self._records.find(call, place)
            deep = call.request.content_type == MERGE_PATCH
            record = self._records.merge(call, place, key, before, given, deep=deep)
            return self._record_answer(call, operation, status, place, output, record)

        return handle

    def change_by_post(self, operation: Operation, place: Place) -> Handler | None:
        """Return a handler for a POST to an item, which is a change where nothing else is and the record comes back."""
        methods = {other.method for other in self._contract.operations.values() if other.path == operation.path}
        output = self._output(operation)
        comes_back = output is not None and self.resources.refers_to(place.resource, output.record)
        return self.change(operation, place) if comes_back and not methods & {"PUT", "PATCH"} else None

    def remove(self, operation: Operation, place: Place) -> Handler | None:
        """Return a handler that deletes a record."""
        status, response = success(operation, 204, 200, 202)
        output = self._output(operation)
        if output is None and _has_body(response):
            return None

        def handle(call: Call) -> Response:
            key, record = self._records.find(call, place)
            self._records.remove(call, place.resource, key)
            if output is None:
                return Response(status)
            return self._answer(operation, status, self._answers.removed(call, output.outer, record))

        return handle

    def _output(self, operation: Operation) -> Envelope | None:
        path = self.resources.path(operation)
        return None if path is None else output_envelope(self._views, operation, path)

    def _input(self, operation: Operation) -> Envelope | None:
        """Return where a request has the record: as in the answer, where the contract does not describe requests."""
        path = self.resources.path(operation)
        if not operation.request_bodies:
            return self._output(operation)
        return None if path is None else input_envelope(self._views, operation, path)

    def _given(self, call: Call, operation: Operation, body: Envelope | None) -> Record:
        given = read_body(call, operation, self._views)
        opened = body.open(given) if body is not None else given
        return opened if isinstance(opened, dict) else given

    def _record_answer(
        self, call: Call, operation: Operation, status: int, place: Place, output: Envelope | None, record: Record
    ) -> Response:
        if output is None:
            return Response(status)
        shown = self._records.shown(place.resource, record, output.record)
        return self._answer(operation, status, self._answers.one(call, output, shown))

    def _answer(self, operation: Operation, status: int, content: object) -> Response:
        answer = json_response(content, status)
        media = next((each for each in _content(operation, status) if "json" in each), JSON)
        if media.partition(";")[0] != JSON:
            answer.set_header("Content-Type", media)
        if operation.method == "HEAD":
            answer.body = b""
        return answer

    def _profile_size(self, operation: Operation) -> int | None:
        for paging in self._contract.profile.paging:
            if "*" in paging.operations or operation.id in paging.operations:
                return paging.size_default
        return None

    def _has_post(self, place: Place) -> bool:
        return any(
            other.method == "POST" and (found := self.resources.place(other)) is not None
            and found.resource is place.resource and found.id_parameter is None
            for other in self._contract.operations.values()
        )  # fmt: skip

    def _item_template(self, operation: Operation, place: Place) -> tuple[str, Place] | None:
        """Return the path under which a record that ``operation`` creates can be read."""
        known = {parameter.name for parameter in operation.parameters if parameter.where == "path"}
        for other in self._contract.operations.values():
            found = self.resources.place(other)
            if found is None or found.resource is not place.resource or found.id_parameter is None:
                continue
            others = {parameter.name for parameter in other.parameters if parameter.where == "path"}
            if other.method == "GET" and others - {found.id_parameter} == known:
                return other.path, found
        return None


def _content(operation: Operation, status: int) -> dict[str, object]:
    content: dict[str, object] = success(operation, status)[1].get("content", {})
    return content


def _has_body(response: object) -> bool:
    return isinstance(response, dict) and bool(response.get("content"))


def _page_headers(facts: Facts, declared: set[str]) -> list[tuple[str, str]]:
    headers = []
    links = [(relation, facts.url(forward=forward)) for relation, forward in (("next", True), ("prev", False))]
    text = ", ".join(f'<{url}>; rel="{relation}"' for relation, url in links if url is not None)
    if "link" in declared and text:
        headers.append(("Link", text))
    if "x-total-count" in declared:
        headers.append(("X-Total-Count", str(facts.page.total)))
    return headers


BUILDERS: dict[tuple[str, bool], Builder] = {
    ("GET", False): Inference.list_records,
    ("HEAD", False): Inference.list_records,
    ("POST", False): Inference.create,
    ("GET", True): Inference.show,
    ("HEAD", True): Inference.show,
    ("PUT", True): Inference.replace,
    ("PATCH", True): Inference.change,
    ("POST", True): Inference.change_by_post,
    ("DELETE", True): Inference.remove,
}
"""By (method, whether the path leads to an item): what is inferred."""
