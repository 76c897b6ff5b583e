"""A tablet at the counter: a page that is watched for everything that must not happen in it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, expect

from tests.support.live import PASSWORD, ROOT, Live

SLOWEST = 30_000  # ms that a busy machine may take; how fast it is is for `make bench` to say
SIZES = {"tablet": (1180, 820), "portrait": (820, 1180), "phone": (390, 844), "narrow": (320, 640)}
CATALOGUE = ROOT / "counter" / "translations" / "zh_Hans" / "LC_MESSAGES" / "messages.po"
# Told by the browser's own event, so that a refusal is seen even where no message reaches the console.
TELL_OF_REFUSALS = """addEventListener("securitypolicyviolation", e =>
    console.error("CSP: " + e.violatedDirective + " " + e.blockedURI + " " + e.sourceFile + ":" + e.lineNumber));"""


@dataclass
class Watch:
    """Everything wrong that a page said; `expected` are the statuses that a test provokes on purpose."""

    problems: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)
    is_cut_off: bool = False

    def console(self, message: ConsoleMessage) -> None:
        if message.type != "error" or any(f" {status} " in f"{message.text} " for status in self.expected):
            return
        # As one types, a look-up gives way to the next one; nothing else may be cut short. A field that is gone by then is
        # spoken for by what it stood in.
        if re.match(r"htmx:(sendAbort|afterRequest), \[object HTML(Input|Div)Element\]", message.text):
            return
        if not (
            self.is_cut_off and re.search(r"net::ERR_|sendError|afterRequest|Failed to fetch", message.text)
        ):
            self.problems.append(f"console: {message.text} ({message.location.get('url', '')})")

    def failed(self, request: Request) -> None:
        # A request that htmx gave up for a newer one, or that a new page cut short, is no failure.
        if request.failure != "net::ERR_ABORTED" and not self.is_cut_off:
            self.problems.append(f"failed: {request.method} {request.url}: {request.failure}")

    def on(self, page: Page) -> None:
        page.on("console", self.console)
        page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        page.on("requestfailed", self.failed)
        page.on(
            "dialog", lambda dialog: self.problems.append(f"dialog: {dialog.message}") or dialog.dismiss()
        )


def catalogue(language: str) -> Callable[..., str]:
    """The app's own words in that language: `say("Look up")`, `say("%(count)d cards", count=2)`."""
    with open(CATALOGUE, "rb") as file:
        known = {m.id: m.string for m in read_po(file, locale="zh_Hans") if m.id}
    singular = {
        (k[0] if isinstance(k, tuple) else k): (v[0] if isinstance(v, tuple) else v) for k, v in known.items()
    }

    def say(text: str, **values: Any) -> str:
        found = text if language == "en" else (singular.get(text) or text)
        return str(found) % values if values else str(found)

    return say


class Tablet:
    """One browser at the counter, and what a hand does with it."""

    def __init__(self, context: BrowserContext, live: Live, language: str = "zh") -> None:
        self.context, self.live, self.language, self.watch = context, live, language, Watch()
        self.username = ""
        self.say = catalogue(language)
        context.add_init_script(TELL_OF_REFUSALS)
        context.set_default_timeout(SLOWEST)
        self.page = self.new_page()

    def new_page(self) -> Page:
        page = self.context.new_page()
        self.watch.on(page)
        return page

    @property
    def today(self) -> str:
        """The shop's day, which starts at 04:00, as a date field takes it."""
        return self.live.today

    def go(self, path: str) -> None:
        answer = self.page.goto(self.live.url + path, wait_until="load")
        assert answer is None or answer.status < 400 or answer.status in self.watch.expected, (
            f"{path}: {answer.status}"
        )

    def rail(self, path: str) -> None:
        """By the rail on the left, and the page is there."""
        with self.page.expect_navigation():
            self.page.locator(f".rail a[href='{path}']").tap()

    def send(self, button: Locator) -> None:
        """Taps a button that brings the next page, and that page is there."""
        with self.page.expect_navigation():
            button.tap()

    def sign_in(self, username: str) -> None:
        """By the password, then in this tablet's language if the person has another."""
        self.username = username
        self.go("/login")
        form = self.page.locator("form[action='/login']")
        form.locator("[name=username]").fill(username)
        form.locator("[name=password]").fill(PASSWORD)
        self.page.locator("form[action='/login'] button").tap()
        expect(self.page.locator(".who")).to_be_visible()
        self.speak()

    def speak(self) -> None:
        wanted = "en" if self.language == "en" else "zh-Hans"
        if self.page.locator("html").get_attribute("lang") == wanted:
            return
        here = self.page.url.removeprefix(self.live.url)
        self.go("/me")
        self.page.get_by_role("button", name="English" if self.language == "en" else "中文", exact=True).tap()
        expect(self.page.locator("html")).to_have_attribute("lang", wanted)
        self.go(here)

    def text(self, words: dict[str, str]) -> str:
        """Of a text of the data, what this tablet shows."""
        return words["en" if self.language == "en" else "zh"]

    def button(self, text: str, within: Locator | Page | None = None, **values: Any) -> Locator:
        return (within or self.page).get_by_role("button", name=self.say(text, **values), exact=True)

    def link(self, text: str, within: Locator | Page | None = None, **values: Any) -> Locator:
        return (within or self.page).get_by_role("link", name=self.say(text, **values), exact=True)

    def field(self, text: str, within: Locator | Page | None = None, **values: Any) -> Locator:
        return (within or self.page).get_by_label(self.say(text, **values), exact=True)

    def picture(self, path: Path) -> None:
        self.page.screenshot(path=path, full_page=True)

    def assert_well(self) -> None:
        assert not self.watch.problems, "\n".join(self.watch.problems)
