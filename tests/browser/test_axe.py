"""axe on every page and on what htmx swaps in: three roles, light and dark, tablet and phone. No violations.

A page whose structure and classes were seen already in the same light and size has nothing new for axe, since
there are no styles in a page of ours: it is opened and counted, and axe is spared.
"""

import pytest
from playwright.sync_api import expect

from tests.browser import pages
from tests.browser.tablets import SIZES
from tests.support.chromium import axe_source

pytestmark = pytest.mark.browser

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}
SHAPE = """() => [...document.querySelectorAll("body, body *")].filter(e => !e.closest("svg")).map(e =>
    e.tagName + "." + (e.getAttribute("class") ?? "") + [...e.attributes].filter(a => /^(aria-|role|type|hidden|lang)/.test(a.name)
    && !/describedby|labelledby|controls|label$/.test(a.name)).map(a => a.name + a.value) + (e.getAttribute("aria-label") ? "l" : "")).join(" ")"""
RUN = """async rules => (await axe.run(document, rules)).violations.map(v => v.id + ": " + v.nodes.map(n =>
    n.target.join(" ") + " — " + n.failureSummary.replace(/\\s+/g, " ")).slice(0, 3).join(" | "))"""
SEEN = set()  # (scheme, size, shape)
ROLES = [("phone-assistant", "NM"), ("furniture-manager", "JJ"), ("head-office", "NM")]


class Examiner:
    def __init__(self, here):
        self.here, self.page, self.violations, self.pages, self.runs = here, here.page, [], 0, 0

    def look(self, where, schemes=("light", "dark"), sizes=("tablet", "phone")):
        """At the page as it stands, in each light and size."""
        self.pages += 1
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(axe_source())
        for size in sizes:
            width, height = SIZES[size]
            # As tall as the page: or what lies half under the bar at the bottom is reported as too small.
            self.page.set_viewport_size({"width": width, "height": height})
            tall = self.page.evaluate("() => document.documentElement.scrollHeight")
            self.page.set_viewport_size({"width": width, "height": max(height, tall)})
            for scheme in schemes:
                self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                self.run(f"{where} {scheme} {size}", scheme, size)
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size(dict(zip(("width", "height"), SIZES["tablet"], strict=True)))

    def run(self, where, scheme, size):
        shape = (scheme, size, self.page.evaluate(SHAPE))
        if shape in SEEN:
            return
        SEEN.add(shape)
        self.runs += 1
        self.violations += [f"{where}: {violation}" for violation in self.page.evaluate(RUN, RULES)]

    def end(self, at_least):
        print(f"\n{self.pages} pages, {self.runs} runs of axe, {len(self.violations)} violations")
        assert not self.violations, "\n".join(self.violations)
        assert self.pages >= at_least, f"only {self.pages} pages were seen"


@pytest.mark.parametrize(("username", "store"), ROLES)
def test_no_page_has_a_violation(tablet, live, app, username, store):
    here = tablet(live)
    here.sign_in(username)
    examiner = Examiner(here)
    found = pages.addresses(app, live.engine(), store)
    for address in found:
        if pages.is_page(here, address):
            examiner.look(address)
    examiner.end(at_least=25)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_door_has_no_violation(tablet, live, scheme):
    here = tablet(live, scheme=scheme)
    examiner = Examiner(here)
    here.go("/login")
    examiner.look("/login")
    here.watch.expected.add(422)
    here.page.locator("[name=username]").fill("nobody")
    here.page.locator("[name=password]").fill("wrong")
    here.page.locator("form[action='/login'] button").tap()
    expect(here.page.locator("[aria-invalid=true]")).to_be_focused()
    examiner.look("/login refused")
    examiner.end(at_least=2)
