"""The vendor's own Python client works with the simulator over a real socket."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState
from slack_sdk.models.blocks import DividerBlock, SectionBlock
from slack_sdk.models.metadata import Metadata
from slack_sdk.oauth import AuthorizeUrlGenerator
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.token_rotation import TokenRotator
from slack_sdk.signature import SignatureVerifier
from slack_sdk.webhook import WebhookClient

from .served import EventReceiver, Served

CALLBACK = "http://localhost/callback"


class WorldClock:
    """The world's clock for the client's signature verifier."""

    def __init__(self, served: Served) -> None:
        self._served = served

    def now(self) -> float:
        """Return the world's time."""
        return self._served.now()


@pytest.fixture
def client(served: Served) -> WebClient:
    """The client with the bot's token."""
    return client_of(served, served.credentials["bot_token"])


def client_of(served: Served, token: str | None) -> WebClient:
    """Return a client with a token."""
    return WebClient(token=token, base_url=f"{served.url}/api/")


def channel_of(client: WebClient, name: str) -> str:
    """Return the id of a channel, found as integrations find it."""
    for page in client.conversations_list(limit=5):
        for channel in page["channels"]:
            if channel["name"] == name:
                return str(channel["id"])
    raise AssertionError(name)


def code_of(served: Served, **query: Any) -> str:
    """Let the workspace's owner install the app and return the code that the app is sent."""
    generator = AuthorizeUrlGenerator(
        client_id=served.credentials["client_id"],
        scopes=["chat:write", "incoming-webhook"],
        user_scopes=["search:read"],
        redirect_uri=CALLBACK,
        authorization_url=f"{served.url}/oauth/v2/authorize",
    )
    target = urlsplit(generator.generate("some-state"))
    connection = HTTPConnection(target.netloc)
    connection.request("GET", f"{target.path}?{target.query}")
    location = connection.getresponse().headers["location"]
    connection.close()
    answer = parse_qs(urlsplit(location).query)
    assert location.startswith(CALLBACK)
    assert answer["state"] == ["some-state"]
    return answer["code"][0]


def error_of(refused: pytest.ExceptionInfo[SlackApiError]) -> str:
    """Return the code of a refusal."""
    return str(refused.value.response["error"])


def test_a_bot_authenticates(client: WebClient, served: Served) -> None:
    """auth.test tells whose token it is, and the headers tell its scopes."""
    answer = client.auth_test()
    assert (answer["user_id"], answer["bot_id"]) == (served.credentials["bot_user_id"], served.credentials["bot_id"])
    assert "chat:write" in answer.headers["x-oauth-scopes"].split(",")


@pytest.mark.parametrize(("token", "code"), [(None, "not_authed"), ("xoxb-wrong", "invalid_auth")])
def test_bad_credentials_are_refused(served: Served, token: str | None, code: str) -> None:
    """A missing and an unknown token have codes of their own, at HTTP 200."""
    with pytest.raises(SlackApiError) as refused:
        client_of(served, token).auth_test()
    assert error_of(refused) == code
    assert refused.value.response.status_code == 200


def test_an_app_is_installed_with_a_code(served: Served) -> None:
    """The consent page gives a code, which works once and gives tokens that work."""
    code = code_of(served)
    keys = {"client_id": served.credentials["client_id"], "client_secret": served.credentials["client_secret"]}
    oauth = client_of(served, None)
    answer = oauth.oauth_v2_access(code=code, redirect_uri=CALLBACK, **keys)
    assert answer["access_token"].startswith("xoxe.xoxb-")
    assert answer["authed_user"]["access_token"].startswith("xoxe.xoxp-")
    assert client_of(served, answer["access_token"]).auth_test()["expires_in"] == 43200
    assert WebhookClient(answer["incoming_webhook"]["url"]).send(text="installed").body == "ok"
    with pytest.raises(SlackApiError) as refused:
        oauth.oauth_v2_access(code=code, redirect_uri=CALLBACK, **keys)
    assert error_of(refused) == "code_already_used"


def test_the_vendors_rotator_rotates_a_token(served: Served) -> None:
    """After twelve hours a token is expired, and its refresh token gives another one."""
    keys = {"client_id": served.credentials["client_id"], "client_secret": served.credentials["client_secret"]}
    answer = client_of(served, None).oauth_v2_access(code=code_of(served), redirect_uri=CALLBACK, **keys)
    served.advance(43201)
    with pytest.raises(SlackApiError) as refused:
        client_of(served, answer["access_token"]).auth_test()
    assert error_of(refused) == "token_expired"
    rotator = TokenRotator(client=client_of(served, None), **keys)
    bot = Bot(
        bot_token=answer["access_token"],
        bot_refresh_token=answer["refresh_token"],
        bot_token_expires_at=1,
        bot_id=served.credentials["bot_id"],
        bot_user_id=answer["bot_user_id"],
        installed_at=1.0,
    )
    rotated = rotator.perform_bot_token_rotation(bot=bot)
    assert rotated is not None
    assert client_of(served, rotated.bot_token).auth_test()["ok"]
    with pytest.raises(SlackApiError) as used:
        client_of(served, None).oauth_v2_access(
            grant_type="refresh_token", refresh_token=answer["refresh_token"], **keys
        )
    assert error_of(used) == "invalid_refresh_token"


def test_a_message_is_posted_read_edited_and_deleted(client: WebClient) -> None:
    """Blocks, metadata and unicode come back as they were; an edit shows; a deleted message is gone."""
    channel, text = channel_of(client, "cards"), 'Grüße 🎫 a<b & "c"'
    metadata = Metadata(event_type="ticket_triaged", event_payload={"id": "4711", "none": None, "é": "🎫"})
    blocks = [SectionBlock(text="*Ticket* 4711"), DividerBlock()]
    posted = client.chat_postMessage(channel=channel, text=text, blocks=blocks, metadata=metadata)
    history = client.conversations_history(channel=channel, include_all_metadata=True, limit=1)
    message = history["messages"][0]
    assert message["text"] == 'Grüße 🎫 a&lt;b &amp; "c"'
    assert message["metadata"]["event_payload"] == {"id": "4711", "none": None, "é": "🎫"}
    assert [block["type"] for block in message["blocks"]] == ["section", "divider"]
    edited = client.chat_update(channel=channel, ts=posted["ts"], text="done")
    assert edited["message"]["edited"]["user"] == message["user"]
    client.chat_delete(channel=channel, ts=posted["ts"])
    with pytest.raises(SlackApiError) as refused:
        client.chat_delete(channel=channel, ts=posted["ts"])
    assert error_of(refused) == "message_not_found"


def test_a_thread_is_read_in_order(client: WebClient) -> None:
    """Replies come oldest first behind their parent, who counts them."""
    channel = channel_of(client, "cards")
    parent = client.chat_postMessage(channel=channel, text="parent")["ts"]
    replies = [client.chat_postMessage(channel=channel, text=f"{n}", thread_ts=parent)["ts"] for n in range(3)]
    thread = client.conversations_replies(channel=channel, ts=replies[-1])["messages"]
    assert [message["ts"] for message in thread] == [parent, *replies]
    assert thread[0]["reply_count"] == 3
    assert [message["ts"] for message in client.conversations_history(channel=channel)["messages"]] == [parent]


def test_history_is_paged_through(client: WebClient, served: Served) -> None:
    """Three pages, newest first, without gap or repetition; the cursor needs the arguments of its page."""
    channel, sent = channel_of(client, "review"), []
    for number in range(7):
        served.advance(1)
        sent.append(client.chat_postMessage(channel=channel, text=f"message {number}")["ts"])
    pages = [page.data for page in client.conversations_history(channel=channel, limit=3)]
    cursor = pages[0]["response_metadata"]["next_cursor"]
    assert [len(page["messages"]) for page in pages] == [3, 3, 1]
    assert [message["ts"] for page in pages for message in page["messages"]] == sent[::-1]
    with pytest.raises(SlackApiError) as refused:
        client.conversations_history(channel=channel, limit=3, oldest="1", cursor=cursor)
    assert error_of(refused) == "invalid_cursor"


def test_a_message_is_found_once_the_index_has_it(client: WebClient, served: Served) -> None:
    """Search needs a user token, and a moment after the message was posted."""
    searcher = client_of(served, served.credentials["user_token"])
    client.chat_postMessage(channel="#transfers", text="the needle is here")
    assert searcher.search_messages(query="needle")["messages"]["total"] == 0
    served.advance(5)
    assert searcher.search_messages(query="needle in:transfers")["messages"]["total"] == 1
    with pytest.raises(SlackApiError) as refused:
        client.search_messages(query="needle")
    assert error_of(refused) == "not_allowed_token_type"


def test_conflicts_and_bad_input_have_codes(client: WebClient) -> None:
    """What cannot be done is said with the vendor's codes, and with places where it helps."""
    created = client.conversations_create(name="incidents")["channel"]["id"]
    cases: list[tuple[str, Callable[[], object]]] = [
        ("name_taken", lambda: client.conversations_create(name="incidents")),
        ("invalid_name_specials", lambda: client.conversations_create(name="No Way")),
        ("no_text", lambda: client.api_call("chat.postMessage", json={"channel": created, "text": ""})),
        ("channel_not_found", lambda: client.chat_postMessage(channel="C00000000", text="x")),
        ("message_not_found", lambda: client.chat_update(channel=created, ts="1.1", text="x")),
        ("invalid_blocks", lambda: client.chat_postMessage(channel=created, text="x", blocks=[{"type": "sectoin"}])),
        ("users_not_found", lambda: client.users_lookupByEmail(email="nobody@windtunnel.test")),
    ]
    for code, attempt in cases:
        with pytest.raises(SlackApiError) as refused:
            attempt()
        assert error_of(refused) == code
    client.conversations_archive(channel=created)
    with pytest.raises(SlackApiError) as archived:
        client.chat_postMessage(channel=created, text="x")
    assert error_of(archived) == "is_archived"


def test_twenty_channels_are_created_at_once(client: WebClient) -> None:
    """Parallel calls each get a channel of their own."""
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda number: client.conversations_create(name=f"room-{number}"), range(20)))
    assert len({answer["channel"]["id"] for answer in answers}) == 20


def test_twenty_messages_are_posted_at_once(client: WebClient, served: Served) -> None:
    """Timestamps are unique and rise whatever the order."""
    served.admin("PUT", "quotas", {"enforced": False})
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda number: client.chat_postMessage(channel="#cards", text=f"{number}"), range(20)))
    channel = answers[0]["channel"]
    seen = [message["ts"] for message in client.conversations_history(channel=channel)["messages"]]
    assert seen == sorted({answer["ts"] for answer in answers}, reverse=True)


def test_an_exhausted_quota_is_recovered_from(client: WebClient, served: Served) -> None:
    """429 tells how long to wait, and waiting that long is enough."""
    channel = channel_of(client, "cards")
    for number in range(5):
        client.chat_postMessage(channel=channel, text=f"{number}")
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel=channel, text="too much")
    assert refused.value.response.status_code == 429
    assert error_of(refused) == "ratelimited"
    served.advance(float(refused.value.response.headers["retry-after"]))
    assert client.chat_postMessage(channel=channel, text="again")["ok"]


def test_the_vendors_retry_handler_reads_the_header(client: WebClient, served: Served) -> None:
    """The client's own handler waits for Retry-After; the clock moves while it does."""
    channel = channel_of(client, "cards")
    patient = client_of(served, served.credentials["bot_token"])

    class Waiting(RateLimitErrorRetryHandler):
        def prepare_for_next_attempt(
            self,
            *,
            state: RetryState,
            request: HttpRequest,
            response: HttpResponse | None = None,
            error: Exception | None = None,
        ) -> None:
            assert response is not None
            served.advance(float(response.headers["retry-after"][0]))
            state.next_attempt_requested = True
            state.increment_current_attempt()

    patient.retry_handlers.append(Waiting(max_retry_count=1))
    assert all(patient.chat_postMessage(channel=channel, text=f"{n}")["ok"] for n in range(8))


def test_a_file_is_uploaded_and_shared(client: WebClient) -> None:
    """The client's three steps make a file object, and a message that shares it."""
    channel = channel_of(client, "support")
    content = "Grüße\nzwei Zeilen".encode()
    done = client.files_upload_v2(
        channel=channel, content=content, filename="notes.txt", title="Notes", initial_comment="see file"
    )
    file = client.files_info(file=done["file"]["id"])["file"]
    assert (file["name"], file["title"], file["size"]) == ("notes.txt", "Notes", len(content))
    message = client.conversations_history(channel=channel)["messages"][0]
    assert (message["text"], message["files"][0]["id"]) == ("see file", file["id"])
    assert file["shares"]["public"][channel][0]["ts"] == message["ts"]
    assert client.files_list(channel=channel)["files"][0]["id"] == file["id"]
    client.files_delete(file=file["id"])
    with pytest.raises(SlackApiError) as refused:
        client.files_info(file=file["id"])
    assert error_of(refused) == "file_deleted"


def test_several_files_are_uploaded_at_once(client: WebClient) -> None:
    """One message shares them all."""
    channel = channel_of(client, "support")
    uploads = [{"content": f"{n}", "filename": f"{n}.txt", "title": f"{n}"} for n in range(3)]
    done = client.files_upload_v2(channel=channel, file_uploads=uploads)
    assert len(done["files"]) == 3
    assert len(client.conversations_history(channel=channel)["messages"][0]["files"]) == 3


def test_an_incoming_webhook_posts(client: WebClient, served: Served) -> None:
    """The webhook client sees ok as text, and errors as statuses with a bare code."""
    url = served.url + served.credentials["incoming_webhook_path"]
    answer = WebhookClient(url).send(text="hello", blocks=[SectionBlock(text="hello *there*").to_dict()])
    assert (answer.status_code, answer.body) == (200, "ok")
    message = client.conversations_history(channel=channel_of(client, "general"))["messages"][0]
    assert (message["subtype"], message["text"]) == ("bot_message", "hello")
    empty = WebhookClient(url).send_dict({"text": None, "thread_ts": "1.1"})
    assert (empty.status_code, empty.body) == (400, "no_text")
    wrong = WebhookClient(url[:-1] + "_").send(text="x")
    assert (wrong.status_code, wrong.body) == (403, "invalid_token")


def test_people_reactions_and_pins(client: WebClient) -> None:
    """The smaller families work through the client too."""
    channel = channel_of(client, "support")
    user = client.users_lookupByEmail(email="bruno@windtunnel.test")["user"]
    assert client.users_info(user=user["id"])["user"]["real_name"] == "Bruno Marchetti"
    assert user["id"] in [each["id"] for page in client.users_list(limit=3) for each in page["members"]]
    direct = client.conversations_open(users=[user["id"]])["channel"]["id"]
    ts = client.chat_postMessage(channel=user["id"], text="psst")
    assert ts["channel"] == direct
    posted = client.chat_postMessage(channel=channel, text="vote")["ts"]
    client.reactions_add(channel=channel, timestamp=posted, name="thumbsup")
    client.pins_add(channel=channel, timestamp=posted)
    assert client.reactions_get(channel=channel, timestamp=posted)["message"]["reactions"][0]["name"] == "thumbsup"
    assert client.pins_list(channel=channel)["items"][0]["message"]["ts"] == posted
    permalink = client.chat_getPermalink(channel=channel, message_ts=posted)["permalink"]
    assert permalink.endswith(f"/archives/{channel}/p{posted.replace('.', '')}")


def test_a_stream_is_talked_through(client: WebClient, served: Served) -> None:
    """The client's chat_stream helper starts, grows and stops a message."""
    channel = channel_of(client, "support")
    parent = client.chat_postMessage(channel=channel, text="question")["ts"]
    stream = client.chat_stream(
        channel=channel,
        thread_ts=parent,
        recipient_team_id=served.credentials["team_id"],
        recipient_user_id=served.credentials["user_id"],
        buffer_size=4,
    )
    stream.append(markdown_text="first **words** ")
    stream.append(markdown_text="and more")
    done = stream.stop()
    assert done["message"]["text"] == "first **words** and more"


def test_events_are_delivered_signed_and_repeated(client: WebClient, served: Served, receiver: EventReceiver) -> None:
    """After the handshake events come with a signature that the client's verifier takes; a refused one comes again."""
    secret = served.admin("POST", "webhooks", {"url": receiver.url})["signing_secret"]
    verifier = SignatureVerifier(secret, WorldClock(served))  # type: ignore[arg-type]  # the same method
    served.advance(1)
    assert receiver.next(served).payload["type"] == "url_verification"
    receiver.statuses = [500, 500]
    ts = client.chat_postMessage(channel="#cards", text="hello")["ts"]
    first = receiver.next(served)
    second = receiver.next(served)
    served.wait_for_failures(2)
    served.advance(60)
    third = receiver.next(served)
    for received in (first, second, third):
        assert verifier.is_valid_request(received.body, received.headers)
        assert received.payload["event"]["ts"] == ts
    assert [each.headers.get("x-slack-retry-num") for each in (first, second, third)] == [None, "1", "2"]
    assert third.headers["x-slack-retry-reason"] == "http_error"
    assert first.headers["x-slack-signature"] != third.headers["x-slack-signature"]
    assert len({each.payload["event_id"] for each in (first, second, third)}) == 1
    assert not verifier.is_valid_request(third.body + b" ", third.headers)


def test_people_arrive_and_the_app_hears_of_it(served: Served, receiver: EventReceiver, client: WebClient) -> None:
    """What a person does through the control API reaches the app as an event."""
    served.admin("POST", "webhooks", {"url": receiver.url})
    served.advance(1)
    receiver.next(served)
    ts = served.admin("POST", "arrivals", {"text": f"<@{served.credentials['bot_user_id']}> help", "channel": "cards"})[
        "id"
    ]
    kinds = {receiver.next(served).payload["event"]["type"] for _ in range(2)}
    assert kinds == {"message", "app_mention"}
    thread = client.chat_postMessage(channel="#cards", text="on it", thread_ts=ts)
    assert thread["message"]["thread_ts"] == ts
