"""axe on every page and on what htmx swaps in: three roles, light and dark, tablet and phone. No violations. And each page
reflows at 320 pixels: nothing scrolls sideways.

A page without any kind of element that was not looked at before has nothing new for axe, since there are no styles in
a page of ours: it is opened and counted, and axe is spared.
"""

import pytest
from playwright.sync_api import expect

from tests.browser import opening, pages, serving
from tests.browser.tablets import SIZES
from tests.support.chromium import axe_source

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {  # nothing but colours differs in the dark
    "light": {"runOnly": {"type": "tag", "values": TAGS}},
    "dark": {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}},
}
# Each kind of element of the page: its own words for axe and those of three ancestors; twice, if it is there twice.
KINDS = """() => { const own = e => e.tagName + "." + (e.getAttribute("class") ?? "") + [...e.attributes].filter(a =>
    /^(aria-|role|type|hidden|lang|alt)/.test(a.name)).map(a => a.name + (/labelledby|describedby|controls|label$|alt|valuetext/.test(a.name) ? "" : a.value));
  const found = new Map();
  for (const e of document.querySelectorAll("body, body *")) {
    if (e.parentElement?.closest("svg")) continue;
    let kind = "", depth = 0;
    for (let up = e; up && depth < 4; up = up.parentElement, depth++) kind += own(up) + "<";
    found.set(kind, (found.get(kind) ?? 0) + 1);
  }
  return [...found].flatMap(([kind, count]) => count > 1 ? [kind, kind + "twice"] : [kind]); }"""
RUN = """async rules => (await axe.run(document, rules)).violations.map(v => v.id + ": " + v.nodes.map(n =>
    n.target.join(" ") + " — " + n.failureSummary.replace(/\\s+/g, " ")).slice(0, 3).join(" | "))"""
# What sticks out, unless it lies in something that scrolls by itself.
WIDEST = """width => [...document.querySelectorAll("main *, header *, nav *")].filter(e =>
    e.getBoundingClientRect().right > width + 1 && !e.closest("svg") && ![...ancestors(e)].some(a =>
    /auto|scroll|hidden|clip/.test(getComputedStyle(a).overflowX))).slice(0, 4).map(e => e.tagName + "." + e.className + "#" + e.id);
    function* ancestors(e) { while ((e = e.parentElement) && e !== document.body) yield e; }"""
SEEN = set()  # kinds of elements that axe has looked at already
ROLES = [("phone-assistant", "NM"), ("furniture-manager", "JJ"), ("head-office", "NM")]


class Examiner:
    def __init__(self, here):
        self.here, self.page, self.violations, self.pages, self.runs = here, here.page, [], 0, 0

    def look(self, where):
        """At the page as it stands, in each light and size."""
        self.pages += 1
        kinds = set(self.page.evaluate(KINDS))
        if kinds <= SEEN:
            return
        SEEN.update(kinds)
        self.page.evaluate(axe_source())
        for size in ("tablet", "phone"):
            width, height = SIZES[size]
            # As tall as the page: or what lies half under the bar at the bottom is reported as too small.
            self.page.set_viewport_size({"width": width, "height": height})
            tall = self.page.evaluate("() => document.documentElement.scrollHeight")
            self.page.set_viewport_size({"width": width, "height": max(height, tall)})
            for scheme, rules in RULES.items():
                self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                self.runs += 1
                self.violations += [
                    f"{where} {scheme} {size}: {found}" for found in self.page.evaluate(RUN, rules)
                ]
        self.page.emulate_media(color_scheme="light")
        width, height = SIZES["tablet"]
        self.page.set_viewport_size({"width": width, "height": height})

    def reflows(self, where):
        """As it stands on the smallest screen, and at 400 % on a larger one."""
        width, height = SIZES["narrow"]
        self.page.set_viewport_size({"width": width, "height": height})
        if self.page.evaluate("() => document.documentElement.scrollWidth") > width:
            self.violations.append(f"{where} is too wide: {self.page.evaluate(WIDEST, width)}")
        width, height = SIZES["tablet"]
        self.page.set_viewport_size({"width": width, "height": height})

    def end(self, at_least):
        print(f"\n{self.pages} pages, {self.runs} runs of axe, {len(self.violations)} violations")
        assert not self.violations, "\n".join(self.violations)
        assert self.pages >= at_least, f"only {self.pages} pages were seen"


@pytest.mark.parametrize(("username", "store"), ROLES)
def test_no_page_has_a_violation_and_each_reflows_at_320_pixels(tablet, live, app, username, store):
    here = tablet(live)
    here.sign_in(username)
    here.watch.expected.add(
        403
    )  # what only managers see tells an assistant so, on a page that is examined, too
    examiner = Examiner(here)
    found = pages.addresses(app, live.engine(), store)
    for address in found:
        here.go(address)
        examiner.look(address)
        examiner.reflows(address)
    examiner.end(at_least=30)


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


def test_what_htmx_swaps_in_and_what_is_refused_has_no_violation(tablet, own_live):
    here = tablet(own_live)
    page = here.page
    here.sign_in("phone-manager")
    examiner = Examiner(here)
    here.watch.expected |= {404, 422}

    def type_in(path, box, typed, shown):
        here.go(path)
        page.locator(box).press_sequentially(typed)
        expect(page.locator(shown).first).to_be_visible()
        examiner.look(f"{path} {typed}")

    type_in("/warranty-cards", "#q", "8000", "#results .card")
    type_in("/warranty-cards", "#q", "13899998888", "#results .empty")
    type_in("/customers", "#q", "8000", "#results li")
    type_in("/products", "main form input[name=q]", "X20", "main li")
    type_in("/sales/new", "#who-q", "8000", "#hits li")
    type_in("/sales/new", "#who-q", "13911116666", "#hits form.sheet")
    opening.open_the_list(here)
    opening.measure(here, opening.battery(here), "20")
    opening.say_what_is_wrong(here, opening.plain(here)[0], "要换")
    examiner.look("a list with a fix open and a unit low")
    opening.measure(here, opening.battery(here), "200", status=422)
    examiner.look("a list with a figure refused")
    for path, button in (("/warranty-cards/new", "Save the card"), ("/customers/new", "Save the customer")):
        here.go(path)
        page.locator("main form").evaluate_all("forms => forms.forEach(form => { form.noValidate = true; })")
        here.send(here.button(button))
        expect(page.locator("main [aria-invalid=true]").first).to_be_visible()
        examiner.look(f"{path} refused")
    here.go("/sales/new")
    serving.serve_somebody_new(here, "白露", "13911117777")
    for stage in ("needs", "demonstration", "quote", "payment", "handover"):
        serving.at_stage(here, stage)
        examiner.look(f"an empty sale, {stage}")
    serving.at_stage(here, "quote")
    page.locator("#code").press_sequentially("X20")
    expect(page.locator("#found li").first).to_be_visible()
    examiner.look("products found in a sale")
    serving.at_stage(here, "quote")
    serving.scan(here, "864207061022618")
    serving.at_stage(here, "attachments")
    serving.accept_one_decline_one(here)
    examiner.look("suggestions, taken and declined")
    serving.pay(here)
    serving.at_stage(here, "handover")
    serving.tick_steps(here)
    examiner.look("a hand-over that lacks the address")
    here.go("/nothing-here")
    examiner.look("a page that is not there")
    examiner.end(at_least=19)
