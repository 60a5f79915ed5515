"""Languages of the account."""

from __future__ import annotations

from collections.abc import Sequence

from windtunnel.simulator import Call, Operations, Record, RecordNotFound
from windtunnel.world.http import Response, json_response

from ..account import Account, account_of, actor_of
from ..records import address, all_shown, shown

operations = Operations()
LANGUAGES = (
    (1, "en-US", "English"),
    (2, "es", "Español"),
    (8, "de", "Deutsch"),
    (16, "fr", "Français"),
    (19, "pt-BR", "Português (Brasil)"),
)


def seed_locales(account: Account) -> None:
    """Put in the languages that an account has."""
    now = account.now()
    for number, code, name in LANGUAGES:
        record = {
            "url": address(f"locales/{code}.json"),
            "id": number,
            "locale": code,
            "name": name,
            "native_name": name,
            "presentation_name": name,
            "rtl": False,
            "default": number == 1,
            "created_at": now,
            "updated_at": now,
        }
        account.store["locales"].put(str(number), record)


@operations.bind("ListLocales", "ListLocalesForAgent", "ListAvailablePublicLocales")
def list_locales(call: Call) -> Response:
    """List languages."""
    locales: Sequence[Record] = list(account_of(call).store["locales"])
    return json_response({"locales": all_shown(locales, call.request.origin)})


@operations.bind("ShowLocaleById")
def show_locale(call: Call) -> Response:
    """Show a language, by id or by code."""
    wanted = call.parameters["locale_id"]
    for locale in account_of(call).store["locales"]:
        if wanted in (str(locale["id"]), locale["locale"]):
            return json_response({"locale": shown(locale, call.request.origin)})
    raise RecordNotFound("locale", wanted)


@operations.bind("ShowCurrentLocale")
def show_current_locale(call: Call) -> Response:
    """Show the language of the caller."""
    account, user = account_of(call), actor_of(call).user
    number = user["locale_id"] if user is not None else 1
    locale = account.store["locales"].get(str(number)) or account.store["locales"].get("1")
    if locale is None:
        raise RecordNotFound("locale", str(number))
    return json_response({"locale": shown(locale, call.request.origin)})
