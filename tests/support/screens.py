"""Pictures of the key screens, for people to look at: `python -m tests.support.screens OUT [name ...]`.

In zh and en, at the three sizes, in light, and of Today and the look-up in the dark, too. Names choose some of them.
`python -m tests.support.screens --readme` makes docs/lookup.png again.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from playwright.sync_api import Browser, sync_playwright

import counter  # noqa: F401, I001  first: one SQLite library per process
from tests.browser import serving
from tests.browser.tablets import SIZES, Tablet
from tests.support import chromium
from tests.support.live import ROOT, Live, loaded

DARK = ("today", "lookup")
Screen = tuple[str, Callable[[Tablet], None]]  # whose tablet, how one gets there


def look_up(here: Tablet) -> None:
    here.go("/warranty-cards")
    here.page.locator("#q").press_sequentially("8000")
    here.page.locator("#results .card").first.wait_for()


def opening(here: Tablet) -> None:
    """Today's list with some of it ticked, one thing to fix and one unit low."""
    here.go("/checklists")
    here.page.locator("main a[href*='/checklists/opening/']").first.click()
    states = here.page.locator("[data-item]:not(:has(:checked), :has(input.cell)) input[value=ok]")
    for _ in range(min(4, states.count())):
        states.first.locator("xpath=..").click()
        here.page.wait_for_load_state("networkidle")


def first(path: str, link: str) -> Callable[[Tablet], None]:
    def open_it(here: Tablet) -> None:
        here.go(path)
        here.page.locator(link).first.click()
        here.page.wait_for_load_state("networkidle")

    return open_it


def page(path: str) -> Callable[[Tablet], None]:
    return lambda here: here.go(path)


def what_if(here: Tablet) -> None:
    look_up(here)
    here.page.locator("#results .card").first.click()
    here.page.locator("a[href$='/what-if']").click()


def printed(here: Tablet) -> None:
    look_up(here)
    here.page.locator("#results .card").first.click()
    here.page.locator("a[href$='/print']").first.click()


def the_card(here: Tablet) -> None:
    look_up(here)
    here.page.locator("#results .card").first.click()
    here.page.wait_for_load_state("networkidle")


def the_repair(here: Tablet) -> None:
    """On its card, by the ticket that it is here on."""
    first("/repairs", "main li a[href*='/tickets/']")(here)
    here.page.locator("main dd a[href*='/warranty-cards/']").click()
    here.page.wait_for_load_state("networkidle")


def on_shelf(here: Tablet) -> str:
    """A serial of the dearest thing that this store has on its shelf."""
    store = "JJ" if "furniture" in here.username else "NM"
    asked = sa.text(
        "select v.value from serials v join units u on u.id = v.unit_id join products p on p.id = u.product_id"
        " join stores s on s.id = u.store_id where s.code = :store and u.place = 'shelf' order by p.price desc, v.id limit 1"
    )
    with here.live.engine().connect() as books:
        return str(books.execute(asked, {"store": store}).scalar_one())


def begin(here: Tablet) -> None:
    here.go("/sales/new")
    here.page.locator("#who-q").press_sequentially("139-1111-2222")
    here.page.locator("#hits form.sheet").wait_for()


def sale(*stages: str) -> Callable[[Tablet], None]:
    """A sale that went through these stages; the last one is seen."""

    def walk(here: Tablet) -> None:
        here.go("/sales/new")
        here.send(here.button("Serve without a name yet"))
        for stage in stages:
            serving.at_stage(here, stage)
            if stage == "needs":
                here.page.locator("#sale form .pick label").nth(4).click()
            elif stage == "quote":
                serving.scan(here, on_shelf(here))
                serving.at_stage(here, "quote")
                serving.add_by_name(here, "橡木" if "furniture" in here.username else "充电")
            elif stage == "attachments":
                serving.accept_one_decline_one(here)
            elif stage == "payment" and stages[-1] == "handover":
                serving.pay(here)

    return walk


SCREENS: dict[str, Screen] = {
    "signin": ("", page("/login")),
    "today": ("phone-assistant", page("/today")),
    "today-furniture": ("furniture-manager", page("/today")),
    "checklist": ("phone-manager", opening),
    "checklist-furniture": ("furniture-manager", opening),
    "checklists": ("phone-manager", page("/checklists")),
    "lookup-empty": ("phone-assistant", page("/warranty-cards")),
    "lookup": ("phone-assistant", look_up),
    "card": ("phone-manager", the_card),
    "card-furniture": ("furniture-manager", first("/warranty-cards", "main li a[href*='/warranty-cards/']")),
    "what-if": ("phone-assistant", what_if),
    "repairs": ("phone-assistant", page("/repairs")),
    "repair": ("phone-manager", the_repair),
    "print": ("phone-assistant", printed),
    "intake": ("phone-assistant", page("/warranty-cards/35/tickets/new")),
    "tickets": ("phone-assistant", page("/tickets")),
    "ticket": ("phone-assistant", first("/tickets", "main .list a[href*='/tickets/']")),
    "on-the-way": ("phone-assistant", page("/transfers")),
    "visit": ("furniture-manager", first("/visits", "main .list a[href*='/visits/']")),
    "claims-back": ("phone-manager", page("/supplier-claims")),
    "recall": ("head-office", first("/recalls", "main a.grow[href*='/recalls/']")),
    "faults": ("phone-manager", page("/reports/faults")),
    "oldcard": ("phone-assistant", page("/warranty-cards/new")),
    "scanner": ("phone-assistant", page("/scanner")),
    "sales": ("phone-assistant", page("/sales")),
    "serve": ("phone-assistant", page("/sales/new")),
    "serve-new": ("phone-assistant", begin),
    "sale-demonstration": ("phone-assistant", sale("needs", "demonstration")),
    "sale-quote": ("phone-assistant", sale("quote")),
    "sale-attachments": ("phone-assistant", sale("quote", "attachments")),
    "sale-payment": ("phone-assistant", sale("quote", "payment")),
    "sale-handover": ("phone-manager", sale("quote", "payment", "handover")),
    "sale-furniture": ("furniture-assistant", sale("quote", "attachments")),
    "sale-delivery": ("furniture-assistant", sale("quote", "payment", "handover")),
    "sale-done": (
        "phone-assistant",
        first("/sales", "#past-h ~ .list a, section[aria-labelledby=past-h] li a"),
    ),
    "customers": ("phone-assistant", page("/customers")),
    "customer": ("phone-manager", first("/customers", "#results li a")),
    "products": ("phone-assistant", page("/products")),
    "product": ("phone-assistant", first("/products", "main li a[href*='/products/']")),
    "product-new": ("phone-manager", page("/products/new")),
    "product-edit": ("furniture-manager", page("/products/27/edit")),
    "deliveries": ("furniture-assistant", page("/deliveries")),
    "duelist": ("phone-assistant", page("/callbacks")),
    "call": ("phone-assistant", first("/callbacks", "main a[href*='/callbacks/']")),
    "greetings": ("phone-manager", page("/greetings")),
    "people": ("phone-assistant", page("/people")),
    "me": ("phone-assistant", page("/me")),
    "stores": ("head-office", page("/stores")),
    "tablets": ("phone-manager", page("/tablets")),
    "missing": ("phone-assistant", page("/nothing-here")),
}


@contextmanager
def shop() -> Iterator[tuple[Browser, Live]]:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        live = loaded(Path(folder)).copy()
        live.start()
        browser = playwright.chromium.launch(**chromium.launch_options())
        yield browser, live
        browser.close()
        live.stop()


def a_tablet(
    browser: Browser, live: Live, language: str, size: str, scheme: str = "light", scale: float = 1
) -> Tablet:
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        has_touch=True,
        locale="en-GB" if language == "en" else "zh-CN",
        timezone_id="Asia/Shanghai",
        color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
        device_scale_factor=scale,
    )
    tablet = Tablet(context, live, language)
    tablet.watch.expected |= {404}
    return tablet


def shoot(out: Path, chosen: list[str]) -> int:
    out.mkdir(parents=True, exist_ok=True)
    made = 0
    with shop() as (browser, live):
        for language in ("zh", "en"):
            made += sum(
                take(browser, live, out, language, size, chosen) for size in ("tablet", "portrait", "phone")
            )
    return made


def take(browser: Browser, live: Live, out: Path, language: str, size: str, chosen: list[str]) -> int:
    made, tablets = 0, {}
    for name, (username, get_there) in SCREENS.items():
        if chosen and name not in chosen:
            continue
        if username not in tablets:
            tablets[username] = a_tablet(browser, live, language, size)
            if username:
                tablets[username].sign_in(username)
        here = tablets[username]
        try:
            get_there(here)
        except Exception as error:  # one screen that fails leaves the others theirs
            print(f"{name} {language} {size}: {str(error).splitlines()[0]}")
            continue
        for scheme in ("light", "dark") if name in DARK else ("light",):
            here.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            here.page.wait_for_timeout(60)
            here.picture(out / f"{name}-{language}-{size}{'-dark' if scheme == 'dark' else ''}.png")
            made += 1
        here.page.emulate_media(color_scheme="light")
    for username, tablet in tablets.items():
        for problem in dict.fromkeys(tablet.watch.problems):
            print(f"{username} {language} {size}: {problem}")
        tablet.context.close()
    return made


def picture_for_the_readme(to: Path) -> int:
    """The look-up on a tablet, light enough for a README."""
    from PIL import Image

    to.parent.mkdir(parents=True, exist_ok=True)
    with shop() as (browser, live):
        here = a_tablet(browser, live, "zh", "tablet")
        here.sign_in("phone-assistant")
        look_up(here)
        here.page.wait_for_timeout(60)
        here.page.screenshot(path=to)
    with Image.open(to) as picture:
        picture.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(to, optimize=True)
    return to.stat().st_size


if __name__ == "__main__":
    if sys.argv[1:] == ["--readme"]:
        print(f"{picture_for_the_readme(ROOT / 'docs' / 'lookup.png')} bytes")
    elif len(sys.argv) > 1:
        print(f"{shoot(Path(sys.argv[1]), sys.argv[2:])} pictures")
    else:
        sys.exit(__doc__)
