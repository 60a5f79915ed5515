"""How to reach RabbitMQ."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from adapters.brokers.rabbitmq_settings import RabbitSettings
from adapters.masking import Secret


def test_the_password_is_hidden() -> None:
    """Neither the settings nor an error about them show it."""
    secret = Secret("hunter2-hunter2")
    assert "hunter2" not in repr(RabbitSettings(host="localhost", password=secret))
    with pytest.raises(ValidationError) as caught:
        RabbitSettings.model_validate({"host": "localhost", "password": "hunter2-hunter2"})
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("wrong", [{"host": ""}, {"port": 0}, {"namespace": "a.b"}, {"heartbeat_seconds": 0}, {"x": 1}])
def test_wrong_settings_are_refused(wrong: dict[str, object]) -> None:
    """Names become parts of queues and exchanges."""
    with pytest.raises(ValidationError):
        RabbitSettings.model_validate({"host": "localhost", "password": Secret("guest"), **wrong})
