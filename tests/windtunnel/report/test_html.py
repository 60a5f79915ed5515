"""The HTML report, in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

from tests.services import missing
from windtunnel.report.html import render_html

from .results import result

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1300,1400",
)


def test_the_verdict_is_the_first_thing_in_the_body() -> None:
    """Before the table, before any plot."""
    body = render_html(result()).partition("<body>")[2].lstrip()
    assert body.startswith('<h1 class="FAIL" id="verdict">FAIL</h1>')


def test_the_document_asks_for_nothing_from_elsewhere() -> None:
    """No script, style, font or picture with an address."""
    document = render_html(result())
    head, _, tail = document.partition("<script>/**")
    for text in (head, tail.rpartition("</script>")[2]):
        assert "src=" not in text
        assert "<link" not in text
        assert "http" not in text


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[webdriver.Chrome]:
    """Headless Chromium."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if chromium is None or driver is None:
        missing("Chromium or chromedriver")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in (*FLAGS, f"--user-data-dir={tmp_path / 'profile'}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    opened = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    yield opened
    opened.quit()


@pytest.mark.real_service
def test_a_browser_draws_it_without_errors(browser: webdriver.Chrome, tmp_path: Path) -> None:
    """Verdict shown, failing condition open with its plot, others drawn when they are opened, no script injected."""
    file = tmp_path / "report.html"
    file.write_text(render_html(result()), encoding="utf-8")
    browser.get(file.as_uri())
    assert browser.title == "Windtunnel: FAIL"
    assert browser.find_element(By.ID, "verdict").is_displayed()
    broken = browser.find_element(By.ID, "errand.broken")
    assert broken.get_attribute("open") is not None
    assert broken.find_elements(By.CSS_SELECTOR, ".plot svg.main-svg")
    calm = browser.find_element(By.ID, "errand.calm")
    assert not calm.find_elements(By.CSS_SELECTOR, ".plot svg.main-svg")
    browser.execute_script("arguments[0].open = true;", calm)
    drawn = "return arguments[0].querySelector('.plot svg.main-svg') !== null;"
    browser.set_script_timeout(10)
    waited = browser.execute_async_script(
        "const [details, done] = arguments; requestAnimationFrame(() => requestAnimationFrame(() => done(true)));", calm
    )
    assert waited
    assert browser.execute_script(drawn, calm)
    assert "windtunnel replay out/errand/broken/receipt.json" in broken.text
    entries = browser.get_log("browser")  # type: ignore[no-untyped-call]  # selenium leaves it without types
    severe = [entry for entry in entries if entry["level"] == "SEVERE"]
    assert severe == []
