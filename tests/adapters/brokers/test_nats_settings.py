"""How to reach NATS."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from adapters.brokers.nats_settings import NatsSettings
from adapters.masking import Secret

SERVER = "nats://127.0.0.1:4222"


def test_credentials_are_hidden_until_they_are_used() -> None:
    """Only those that are set are given to the client."""
    settings = NatsSettings(servers=(SERVER,), user="u", password=Secret("hunter2-hunter2"))
    assert "hunter2" not in repr(settings)
    assert settings.options() == {"user": "u", "password": "hunter2-hunter2"}
    assert NatsSettings(servers=(SERVER,)).options() == {}


@pytest.mark.parametrize(
    "wrong",
    [
        {"servers": ()},
        {"servers": ("http://127.0.0.1",)},
        {"servers": ("nats://user:hunter2-hunter2@127.0.0.1",)},
        {"namespace": "a.b"},
        {"replicas": 0},
        {"other": 1},
    ],
)
def test_wrong_settings_are_refused_without_their_values(wrong: dict[str, object]) -> None:
    """Credentials in an address are refused, and not shown."""
    with pytest.raises(ValidationError) as caught:
        NatsSettings.model_validate({"servers": (SERVER,), **wrong})
    assert "hunter2" not in str(caught.value)
