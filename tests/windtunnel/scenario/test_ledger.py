"""The ledger of effects."""

from __future__ import annotations

from typing import Any

from windtunnel.kernel.journal import Journal, Kind
from windtunnel.scenario.ledger import Ledger
from windtunnel.scenario.model import Outcome
from windtunnel.simulator.store import Change, Effect
from windtunnel.world.network import Network

from .rehearsing import errand


class Still:
    """A clock that does not matter here."""

    def now(self) -> float:
        """Zero."""
        return 0.0


def entered(outcome: Outcome, record: dict[str, Any], truth: dict[str, Any] | None = None) -> dict[str, Any]:
    """Enter one effect and return what the journal says of it."""
    journal = Journal(lambda: 0.0)
    network = Network(Still(), journal)  # type: ignore[arg-type]  # no time passes
    ledger = Ledger(journal, network, {"posted": outcome}, lambda text: text.removeprefix("NEW-"))
    if truth is not None:
        ledger.truths["7"] = {"record": truth}
    ledger.observer("chat")(Effect("messages", Change.CREATED, "1", None, record), None)
    (event,) = journal.of(Kind.EFFECT)
    return {"key": event.key, **event.data}


OUTCOME = Outcome(on="chat", effect="messages.created", key="meta.ticket", carries={"opened": "record.opened"})


def test_an_effect_is_an_outcome_of_its_key() -> None:
    """Found by the path, with drift of ids undone."""
    entry = entered(OUTCOME, {"meta": {"ticket": "NEW-7"}})
    assert (entry["key"], entry["outcome"]) == ("7", "posted")


def test_an_effect_that_does_not_satisfy_the_condition_is_no_outcome() -> None:
    """It is entered all the same."""
    outcome = OUTCOME.model_copy(update={"when": {"kind": "note*"}})
    assert entered(outcome, {"meta": {"ticket": "7"}, "kind": "draft"})["outcome"] is None
    assert entered(outcome, {"meta": {"ticket": "7"}, "kind": "notes"})["outcome"] == "posted"


def test_what_is_written_on_must_equal_the_truth() -> None:
    """Another notation of the same moment is true, another moment is not."""
    truth = {"opened": "2026-01-05T09:00:00Z"}
    record = {"meta": {"ticket": "7"}, "opened": "2026-01-05T10:00:00+01:00"}
    assert entered(OUTCOME, record, truth)["wrong"] is None
    wrong = entered(OUTCOME, {**record, "opened": "05/01/2026"}, truth)["wrong"]
    assert wrong == "opened='05/01/2026' where the truth is '2026-01-05T09:00:00Z'"


def test_the_errand_says_what_its_messages_carry() -> None:
    """The scenario that other tests rely on has a truth to compare."""
    assert errand().outcomes["posted"].carries["opened_at"] == "record.opened_at"


def test_an_answer_of_the_subject_is_an_effect_like_any_other() -> None:
    """What it says is held against the truth."""
    journal = Journal(lambda: 0.0)
    outcome = Outcome(on="subject", effect="answers.created", key="key", carries={"body.id": "row.id"})
    ledger = Ledger(journal, Network(Still(), journal), {"answered": outcome}, str)  # type: ignore[arg-type]
    ledger.truths["q1"] = {"row": {"id": "1"}}
    ledger.answered("q1", {"key": "q1", "status": 200, "body": {"id": "2"}})
    (event,) = journal.of(Kind.EFFECT)
    assert (event.actor, event.key, event.data["outcome"]) == ("subject", "q1", "answered")
    assert event.data["wrong"] == "body.id='2' where the truth is '1'"
