"""Settings from environment variables."""

from __future__ import annotations

from typing import Self

import pytest
from pydantic import ValidationError, model_validator

from adapters.errors import ConfigurationError
from adapters.variables import ServiceSettings


class Shop(ServiceSettings):
    """Settings of a shop."""

    prefix = "SHOP_"

    tills: int
    sign: str = "open"

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.tills == 0:
            raise ValueError("a shop needs a till")
        return self


def test_variables_with_the_prefix_are_read() -> None:
    """Others belong to somebody else, and empty ones are not set."""
    assert Shop.from_environment({"SHOP_TILLS": "2", "SHOP_SIGN": "", "PATH": "x"}) == Shop(tills=2)


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({}, "SHOP_TILLS: Field required"),
        ({"SHOP_TILLS": "canary"}, "SHOP_TILLS: Input should be a valid integer"),
        ({"SHOP_TILLS": "1", "SHOP_DOOR": "x"}, "SHOP_DOOR: Extra inputs are not permitted"),
        ({"SHOP_TILLS": "0"}, r"SHOP_\*: Value error, a shop needs a till"),
    ],
)
def test_what_is_wrong_is_named_without_its_value(environment: dict[str, str], message: str) -> None:
    """By the variable, or by the prefix where several do not fit together."""
    with pytest.raises(ConfigurationError, match=f"^{message}") as refused:
        Shop.from_environment(environment)
    assert "canary" not in str(refused.value)


def test_settings_do_not_change_while_the_service_runs() -> None:
    """They are read once."""
    shop = Shop(tills=2)
    with pytest.raises(ValidationError, match="frozen"):
        shop.tills = 3  # type: ignore[misc]  # what is tried
