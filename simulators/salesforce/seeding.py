"""What the org holds on its first day, and the customers that a run asks for.

Source: profile.yaml, topic ``org``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from windtunnel.kernel.errors import UnknownNameError, UsageError

from .defaults import fill_defaults, new_record
from .derivations import Change, derive
from .org import Org
from .records import complete
from .schema import ObjectType

FIRST_NAMES = (
    "Ada",
    "Ben",
    "Chidi",
    "Dana",
    "Elif",
    "Femi",
    "Grace",
    "Hugo",
    "Ines",
    "Jonas",
    "Keiko",
    "Luca",
    "Maja",
)
LAST_NAMES = (
    "Okafor",
    "Brandt",
    "Nguyen",
    "Silva",
    "Yilmaz",
    "Adeyemi",
    "Hopper",
    "Meier",
    "Costa",
    "Berg",
    "Tanaka",
)
COMPANIES = ("Acme", "Borealis", "Cobalt", "Delta", "Ember", "Fjord", "Granite", "Harbor", "Iris", "Juniper")
OPTIONS = ("accounts", "contacts", "customers", "run_as_user")
CUSTOMER_KEYS = ("email", "name", "account", "tier", "cases")
USER = {
    "Username": "integration@windtunnel.example",
    "FirstName": "Integration",
    "LastName": "User",
    "Email": "integration@windtunnel.example",
    "Alias": "integ",
    "TimeZoneSidKey": "GMT",
    "LocaleSidKey": "en_US",
    "EmailEncodingKey": "UTF-8",
    "LanguageLocaleKey": "en_US",
}
ORGANIZATION = {
    "Name": "Windtunnel",
    "DefaultLocaleSidKey": "en_US",
    "TimeZoneSidKey": "GMT",
    "LanguageLocaleKey": "en_US",
    "InstanceName": "WT1",
    "Country": "US",
}
QUEUE = {"Name": "Support", "DeveloperName": "Support", "Type": "Queue", "DoesSendEmailToMembers": False}


def seed_org(org: Org) -> None:
    """Put in the organization, a profile, the user of the credentials, a price book and a queue."""
    profile_id = plant(org, "Profile", {"Name": "System Administrator", "UserType": "Standard"})
    username = org.system.credentials["username"]
    plant(org, "User", {**USER, "Username": username, "Email": username, "ProfileId": profile_id}, org.user_id)
    plant(org, "Organization", ORGANIZATION, org.id)
    plant(org, "Pricebook2", {"Name": "Standard Price Book", "IsActive": True, "IsStandard": True})
    plant(org, "Group", {**QUEUE, "OwnerId": org.user_id})


def plant(org: Org, type_name: str, values: Mapping[str, Any], record_id: str | None = None) -> str:
    """Put in a record whose values are known to be right, read-only ones included, and return its id."""
    type = org.schema.type_named(type_name)
    return _plant(org, type, values, record_id)


def _plant(org: Org, type: ObjectType, values: Mapping[str, Any], record_id: str | None = None) -> str:
    record = new_record(type, values)
    fill_defaults(org, type, record, values, org.user_id)
    derive(type, record, values, Change(org, None, org.user_id))
    return complete(org, type, record, org.user_id, record_id)


def seed_options(org: Org, options: Mapping[str, Any]) -> None:
    """Put in the accounts, contacts and customers of the options.

    Args:
        org: the organisation.
        options: ``accounts`` and ``contacts`` are numbers, ``customers`` lists {email, name, account, tier}.

    Raises:
        UsageError: an option is unknown, or not of that form.
    """
    for name in options:
        if name not in OPTIONS:
            raise UnknownNameError("option of salesforce", name, OPTIONS)
    accounts = [
        _account(org, f"{name} {number}", None) for number, name in _cycle(COMPANIES, _count(options, "accounts"))
    ]
    for number, first_name in _cycle(FIRST_NAMES, _count(options, "contacts")):
        last_name = LAST_NAMES[number // len(FIRST_NAMES) % len(LAST_NAMES)]
        email = f"{first_name}.{last_name}.{number}@example.com".lower()
        account_id = accounts[(number - 1) % len(accounts)] if accounts else None
        _contact(org, email, f"{first_name} {last_name}", account_id)
    seed_customers(org, options.get("customers", ()))


def seed_customers(org: Org, customers: Any) -> None:
    """Put in a contact for each customer, with an account that holds the tier; one company has one account.

    Raises:
        UsageError: a customer is not of the form {email, name, account, tier}.
    """
    accounts: dict[tuple[str, str | None], str] = {}
    for place, customer in enumerate(customers):
        _check_customer(customer, place)
        name, tier = str(customer.get("name") or customer["email"]), customer.get("tier")
        company = str(customer.get("account") or name)
        if (company, tier) not in accounts:
            accounts[company, tier] = _account(org, company, tier)
        contact_id = _contact(org, str(customer["email"]), name, accounts[company, tier])
        for subject in customer.get("cases") or ():
            _plant(org, org.schema.type_named("Case"), {"ContactId": contact_id, "Subject": str(subject)})


def _check_customer(customer: Any, place: int) -> None:
    if not isinstance(customer, Mapping) or not customer.get("email"):
        raise UsageError("a customer is a mapping with an email", place=f"customers[{place}]")
    unknown = [str(key) for key in customer if key not in CUSTOMER_KEYS]
    if unknown:
        message = f"unknown key {unknown[0]!r}; there are {', '.join(CUSTOMER_KEYS)}"
        raise UsageError(message, place=f"customers[{place}]")


def _account(org: Org, name: str, tier: Any) -> str:
    number = org.store.count("seeded.accounts")
    values = {"Name": name, "SLA__c": tier, "External_Id__c": f"A-{number}"}
    return _plant(org, org.schema.type_named("Account"), values)


def _contact(org: Org, email: str, name: str, account_id: str | None) -> str:
    number = org.store.count("seeded.contacts")
    first_name, _, last_name = name.rpartition(" ")
    values = {
        "AccountId": account_id,
        "FirstName": first_name or None,
        "LastName": last_name,
        "Email": email,
        "External_Id__c": f"C-{number}",
    }
    return _plant(org, org.schema.type_named("Contact"), values)


def _count(options: Mapping[str, Any], name: str) -> int:
    value = options.get(name, 0)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise UsageError(f"a number of {name} is a whole number, not {value!r}", place=name)
    return value


def _cycle(words: tuple[str, ...], count: int) -> Iterator[tuple[int, str]]:
    """Return the numbers from 1 to ``count``, each with a word in turn."""
    return ((number, words[(number - 1) % len(words)]) for number in range(1, count + 1))
