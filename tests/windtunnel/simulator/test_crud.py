"""Behaviour inferred from contracts."""

from __future__ import annotations

import pytest

from tests.windtunnel.building import answer, contract, reference, send, system, takes
from tests.windtunnel.simulator.shop import ERRORS, FAILURE, SCHEMAS, SHOP
from windtunnel.kernel.clock import SteppedClock
from windtunnel.simulator import Call, Operations, System
from windtunnel.simulator.store import Effect
from windtunnel.world.http import Request, Response, json_response


def shop() -> System:
    """Return a system whose every operation is inferred."""
    return system(contract(SHOP, SCHEMAS))


def test_a_created_record_can_be_read_and_the_server_has_set_its_fields() -> None:
    """POST answers 201 with a Location, and the record carries id, times, the first state and its URL."""
    of = shop()
    created = send(of, "POST", "/things", {"name": "lamp", "secret": "s3", "id": 99})
    assert created.status == 201
    assert created.header("location") == "http://shop.example/things/1"
    assert created.json() == {
        "id": 1,
        "name": "lamp",
        "state": "new",
        "url": "http://shop.example/things/1",
        "created_at": "2026-01-05T09:00:00Z",
        "updated_at": "2026-01-05T09:00:00Z",
    }
    assert send(of, "GET", "/things/1").json() == created.json()


def test_ids_count_up_and_are_never_given_twice() -> None:
    """An id that was deleted does not come back."""
    of = shop()
    first = send(of, "POST", "/things", {"name": "a"}).json()["id"]
    send(of, "DELETE", f"/things/{first}")
    assert send(of, "POST", "/things", {"name": "b"}).json()["id"] == first + 1


def test_missing_required_fields_are_named_in_the_contracts_own_error() -> None:
    """422 carries the contract's schema with the field."""
    refused = send(shop(), "POST", "/things", {"price": 3})
    assert refused.status == 422
    assert refused.json()["code"] == "invalid_input"
    assert refused.json()["fields"] == [{"field": "name", "message": '"name" is a required property'}]


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_an_unknown_id_is_not_found(method: str) -> None:
    """404 in the contract's own error schema."""
    body = {"name": "x"} if method in ("PUT", "PATCH") else None
    refused = send(shop(), method, "/things/7", body)
    assert refused.status == 404
    assert refused.json() == {"code": "record_not_found", "message": "thing 7 does not exist"}


def test_put_replaces_and_keeps_what_the_server_set() -> None:
    """Fields that were not sent are gone, id and time of creation stay, the time of change moves."""
    clock = SteppedClock()
    of = system(contract(SHOP, SCHEMAS), clock=clock)
    send(of, "POST", "/things", {"name": "lamp", "price": 3, "tags": ["a"]})
    clock.advance(60)
    replaced = send(of, "PUT", "/things/1", {"name": "lantern"}).json()
    assert "price" not in replaced
    assert replaced["id"] == 1
    assert (replaced["created_at"], replaced["updated_at"]) == ("2026-01-05T09:00:00Z", "2026-01-05T09:01:00Z")


def test_patch_changes_only_what_was_sent() -> None:
    """Other fields stay; with plain JSON null is a value."""
    of = shop()
    send(of, "POST", "/things", {"name": "lamp", "price": 3})
    changed = send(of, "PATCH", "/things/1", {"price": None}).json()
    assert (changed["name"], changed["price"]) == ("lamp", None)


def test_a_merge_patch_removes_with_null() -> None:
    """RFC 7396: null takes a member away."""
    of = shop()
    send(of, "POST", "/things", {"name": "lamp", "price": 3})
    changed = send(of, "PATCH", "/things/1", {"price": None}, {"content-type": "application/merge-patch+json"}).json()
    assert "price" not in changed


def test_a_content_type_that_the_contract_does_not_take_is_refused() -> None:
    """415, and nothing is stored."""
    of = shop()
    assert send(of, "POST", "/things", {"name": "x"}, {"content-type": "text/csv"}).status in (400, 415)
    assert len(of.store["things"]) == 0


def test_delete_removes_the_record_and_its_parts() -> None:
    """Parts that are served only below a thing go with it."""
    of = shop()
    send(of, "POST", "/things", {"name": "lamp"})
    send(of, "POST", "/things/1/parts", {"size": 2})
    assert send(of, "DELETE", "/things/1").status == 204
    assert send(of, "GET", "/things/1").status == 404
    assert len(of.store["parts"]) == 0


def test_nested_records_belong_to_their_parent() -> None:
    """A part carries the parent's id, is listed under it alone, and cannot be read under another."""
    of = shop()
    for name in ("lamp", "desk"):
        send(of, "POST", "/things", {"name": name})
    part = send(of, "POST", "/things/2/parts", {"size": 5, "thing_id": 1}).json()
    assert part == {"id": 1, "thing_id": 2, "size": 5}
    assert send(of, "GET", "/things/1/parts").json() == []
    assert send(of, "GET", "/things/2/parts").json() == [part]
    assert send(of, "GET", "/things/2/parts/1").json() == part
    assert send(of, "GET", "/things/1/parts/1").status == 404


def test_a_parent_that_does_not_exist_is_not_found() -> None:
    """Neither listing nor creating works below it."""
    of = shop()
    assert send(of, "GET", "/things/9/parts").json()["message"] == "thing 9 does not exist"
    assert send(of, "POST", "/things/9/parts", {"size": 1}).status == 404


def test_lists_are_cut_by_limit_and_offset() -> None:
    """The contract's default size holds when no limit is sent."""
    of = shop()
    for number in range(5):
        send(of, "POST", "/things", {"name": f"thing {number}"})
    names = [thing["name"] for thing in send(of, "GET", "/things").json()]
    assert names == ["thing 0", "thing 1", "thing 2"]
    assert [thing["id"] for thing in send(of, "GET", "/things?limit=2&offset=3").json()] == [4, 5]


def test_lists_are_filtered_by_properties() -> None:
    """A query parameter that is a property compares for equality."""
    of = shop()
    send(of, "POST", "/things", {"name": "a", "state": "sold"})
    send(of, "POST", "/things", {"name": "b"})
    assert [thing["name"] for thing in send(of, "GET", "/things?state=sold").json()] == ["a"]


def test_lists_are_sorted_by_properties() -> None:
    """A minus reverses; a property that does not exist is refused."""
    of = shop()
    for name in ("b", "c", "a"):
        send(of, "POST", "/things", {"name": name})
    assert [thing["name"] for thing in send(of, "GET", "/things?sort=-name").json()] == ["c", "b", "a"]
    assert send(of, "GET", "/things?sort=colour").status == 422


@pytest.mark.parametrize("query", ["limit=0", "limit=51", "limit=many", "offset=-1"])
def test_paging_parameters_outside_the_contract_are_refused(query: str) -> None:
    """The contract's bounds are enforced."""
    assert send(shop(), "GET", f"/things?{query}").status == 422


def test_a_parameter_whose_meaning_cannot_be_inferred_answers_501() -> None:
    """It is refused when it is sent, not silently ignored."""
    assert send(shop(), "GET", "/things?magic=1").status == 501
    assert send(shop(), "GET", "/things").status == 200


@pytest.mark.parametrize(("method", "path"), [("POST", "/things/1/archive"), ("GET", "/search")])
def test_what_cannot_be_inferred_answers_501(method: str, path: str) -> None:
    """Verbs and searches are not faked."""
    assert send(shop(), method, path).status == 501


def test_every_change_is_one_effect() -> None:
    """Creating, changing and deleting are seen once each, attributed to their call."""
    of = shop()
    seen: list[tuple[str, str, str]] = []

    def observe(effect: Effect, call: Call | None) -> None:
        seen.append((effect.collection, effect.change.value, call.operation_id if call else ""))

    of.on_effect = observe
    send(of, "POST", "/things", {"name": "a"})
    send(of, "PATCH", "/things/1", {"name": "b"})
    send(of, "DELETE", "/things/1")
    assert seen == [
        ("things", "created", "createThing"),
        ("things", "updated", "changeThing"),
        ("things", "deleted", "deleteThing"),
    ]


def test_the_same_seed_gives_the_same_answers() -> None:
    """Two systems of one seed cannot be told apart; a fork goes on where it left off."""
    one, other = shop(), shop()
    for of in (one, other):
        send(of, "POST", "/things", {"name": "a"})
    twin = one.fork(SteppedClock())
    assert send(one, "POST", "/things", {"name": "b"}).body == send(other, "POST", "/things", {"name": "b"}).body
    assert send(twin, "POST", "/things", {"name": "b"}).json()["id"] == 2
    assert len(one.store["things"]) == 2


def test_a_bound_operation_wins_over_the_inferred_one() -> None:
    """Vendor code answers, the rest stays inferred."""
    bound = Operations()

    @bound.bind("showThing")
    def show(call: Call) -> Response:
        return json_response({"bound": call.parameters["id"]})

    class Shop(System):
        operations = (bound,)

    of = system(contract(SHOP, SCHEMAS), Shop)
    assert send(of, "GET", "/things/5").json() == {"bound": "5"}
    assert send(of, "POST", "/things", {"name": "a"}).status == 201


def test_a_parent_that_vendor_code_keeps_is_not_looked_for() -> None:
    """Only vendor code knows whether it exists."""
    bound = Operations()
    bound.bind("showThing")(lambda call: json_response({}))

    class Shop(System):
        operations = (bound,)

    assert send(system(contract(SHOP, SCHEMAS), Shop), "POST", "/things/5/parts", {"size": 1}).status == 201


ENVELOPED = {
    "/v1/orders": {
        "get": {
            "operationId": "listOrders",
            "parameters": [
                {"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1}},
                {"name": "per_page", "in": "query", "schema": {"type": "integer"}},
            ],
            "responses": answer(
                {
                    "type": "object",
                    "required": ["data", "total", "next"],
                    "properties": {
                        "data": {"type": "array", "items": reference("Order")},
                        "total": {"type": "integer"},
                        "next": {"type": ["string", "null"]},
                        "meta": {
                            "type": "object",
                            "properties": {"page": {"type": "integer"}, "pages": {"type": "integer"}},
                        },
                    },
                }
            ),
        },
        "post": {
            "operationId": "createOrder",
            "requestBody": takes(
                {"type": "object", "required": ["order"], "properties": {"order": reference("Order")}}
            ),
            "responses": answer({"type": "object", "properties": {"order": reference("Order")}}),
        },
    },
    "/v1/orders/{orderId}": {
        "parameters": [
            {"name": "orderId", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
        ],
        "get": {
            "operationId": "showOrder",
            "responses": answer({"type": "object", "properties": {"order": reference("Order")}}),
        },
        "delete": {
            "operationId": "deleteOrder",
            "responses": answer(
                {
                    "type": "object",
                    "required": ["id", "deleted"],
                    "properties": {"id": {"type": "string"}, "deleted": {"type": "boolean"}},
                }
            ),
        },
    },
}
ORDER = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "format": "uuid", "readOnly": True},
        "amount": {"type": "integer"},
        "createdAt": {"type": "integer", "readOnly": True},
    },
}


def test_records_stand_in_the_envelopes_that_the_contract_describes() -> None:
    """Created with 200 where the contract says so, under the name of the record; ids are UUIDs, times are seconds."""
    of = system(contract(ENVELOPED, {"Order": ORDER}))
    created = send(of, "POST", "/v1/orders", {"order": {"amount": 3}})
    assert created.status == 200
    order = created.json()["order"]
    assert (order["amount"], order["createdAt"], len(order["id"])) == (3, 1767603600, 36)
    assert send(of, "GET", f"/v1/orders/{order['id']}").json() == {"order": order}


def test_a_deletion_is_answered_as_the_contract_describes_it() -> None:
    """The id and the word that it is gone."""
    of = system(contract(ENVELOPED, {"Order": ORDER}))
    order_id = send(of, "POST", "/v1/orders", {"order": {}}).json()["order"]["id"]
    assert send(of, "DELETE", f"/v1/orders/{order_id}").json() == {"id": order_id, "deleted": True}


def test_pages_are_walked_by_the_next_link() -> None:
    """Following ``next`` shows every record once; the last page has none."""
    of = system(contract(ENVELOPED, {"Order": ORDER}))
    for amount in range(5):
        send(of, "POST", "/v1/orders", {"order": {"amount": amount}})
    url: str | None = "http://shop.example/v1/orders?per_page=2"
    seen, pages = [], []
    while url is not None:
        page = send(of, "GET", url.removeprefix("http://shop.example")).json()
        seen += [order["amount"] for order in page["data"]]
        pages.append(page["meta"])
        url = page["next"]
    assert seen == [0, 1, 2, 3, 4]
    assert pages == [{"page": number, "pages": 3} for number in (1, 2, 3)]


CURSORED = {
    "/notes": {
        "get": {
            "operationId": "listNotes",
            "parameters": [
                {"name": "after", "in": "query", "schema": {"type": "string"}},
                {"name": "limit", "in": "query", "schema": {"type": "integer"}},
            ],
            "responses": answer(
                {
                    "type": "object",
                    "required": ["object", "items", "has_more"],
                    "properties": {
                        "object": {"const": "list"},
                        "items": {"type": "array", "items": reference("Note")},
                        "has_more": {"type": "boolean"},
                        "last_id": {"type": "string"},
                        "next_cursor": {"type": ["string", "null"]},
                    },
                }
            ),
        },
        "post": {
            "operationId": "createNote",
            "requestBody": takes(reference("Note")),
            "responses": answer(reference("Note"), 201, **{"409": ERRORS["409"]}),
        },
    },
    "/notes/{note}": {
        "parameters": [{"name": "note", "in": "path", "required": True, "schema": {"type": "string"}}],
        "get": {"operationId": "showNote", "responses": answer(reference("Note"))},
        "put": {
            "operationId": "putNote",
            "requestBody": takes(reference("Note")),
            "responses": answer(reference("Note"), 200, **{"201": answer(reference("Note"))["200"]}),
        },
        "delete": {"operationId": "deleteNote", "responses": {"204": {"description": ""}}},
    },
}
NOTE = {"type": "object", "properties": {"id": {"type": "string"}, "text": {"type": "string"}}}


def notes(count: int = 0) -> System:
    """Return a system with cursors, and ``count`` notes called n0, n1 ..."""
    of = system(contract(CURSORED, {"Note": NOTE, "Failure": FAILURE}))
    for number in range(count):
        send(of, "POST", "/notes", {"id": f"n{number}", "text": str(number)})
    return of


@pytest.mark.parametrize("continuation", ["next_cursor", "last_id"])
def test_cursors_continue_after_the_last_record(continuation: str) -> None:
    """Both the opaque cursor and the id of the last record are understood, as vendors do."""
    of, seen, after = notes(5), [], ""
    while True:
        page = send(of, "GET", f"/notes?limit=2&after={after}").json()
        seen += [note["id"] for note in page["items"]]
        if not page["has_more"]:
            break
        after = page[continuation]
    assert seen == ["n0", "n1", "n2", "n3", "n4"]
    assert page["object"] == "list"
    assert page["next_cursor"] is None


def test_a_cursor_survives_the_deletion_of_the_record_it_stands_on() -> None:
    """No record is skipped and none is shown twice."""
    of = notes(5)
    page = send(of, "GET", "/notes?limit=2").json()
    send(of, "DELETE", "/notes/n1")
    following = send(of, "GET", f"/notes?limit=2&after={page['next_cursor']}").json()
    assert [note["id"] for note in following["items"]] == ["n2", "n3"]


def test_a_text_that_is_no_cursor_is_refused() -> None:
    """It is the caller's mistake."""
    assert send(notes(1), "GET", "/notes?after=bogus").status == 422


def test_an_id_that_is_taken_conflicts() -> None:
    """409 in the contract's own error schema."""
    refused = send(notes(1), "POST", "/notes", {"id": "n0"})
    assert refused.status == 409
    assert refused.json()["message"] == "note n0 already exists"


def test_put_creates_where_the_contract_says_created() -> None:
    """The first PUT answers 201, the next one 200."""
    of = notes()
    assert send(of, "PUT", "/notes/mine", {"text": "a"}).status == 201
    assert send(of, "PUT", "/notes/mine", {"text": "b"}).status == 200
    assert send(of, "GET", "/notes/mine").json() == {"id": "mine", "text": "b"}


def test_a_form_is_read_with_the_types_of_the_contract() -> None:
    """Numbers and truth values in forms become what the schema says."""
    schema = {
        "type": "object",
        "properties": {"id": {"type": "integer"}, "n": {"type": "integer"}, "on": {"type": "boolean"}},
    }
    paths = {
        "/forms": {
            "post": {
                "requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": reference("Form")}}},
                "responses": answer(reference("Form"), 201),
            }
        },
        "/forms/{id}": {"get": {"responses": answer(reference("Form"))}},
    }
    of = system(contract(paths, {"Form": schema}))
    made = of.handle(
        Request("POST", "/forms", headers={"content-type": "application/x-www-form-urlencoded"}, body=b"n=3&on=true")
    )
    assert made.json() == {"id": 1, "n": 3, "on": True}
