"""Opening the store by touch: who is here, what is ticked, what has to be put right, who signs."""

from playwright.sync_api import expect

from tests.browser.tablets import Tablet

PEOPLE = {  # names and PINs of the demo's shops
    "孙立": ("Sun Li", "7160"), "李娜": ("Li Na", "4071"), "王强": ("Wang Qiang", "5826"),
    "沈浩": ("Shen Hao", "6047"), "郑洁": ("Zheng Jie", "2683"), "方敏": ("Fang Min", "9415"),
}  # fmt: skip


def switch_to(here: Tablet, name: str) -> None:
    """By the pill on every page: the person, their PIN, and they are on shift."""
    latin, pin = PEOPLE[name]
    shown = here.text({"zh": name, "en": latin})
    here.send(here.page.locator(".who"))
    here.page.get_by_role("button", name=shown).first.tap()
    asked = here.field("PIN of %(name)s", name=shown)
    asked.fill(pin)
    here.send(here.page.locator("form", has=asked).get_by_role("button"))
    expect(here.page).to_have_url(here.live.url + "/today")
    here.speak()
    expect(here.page.locator(".who")).to_contain_text(shown)


def open_the_list(here: Tablet) -> str:
    """From Today to its list; gives the address."""
    here.go("/today")
    here.send(here.page.locator(".ticket a.btn"))
    expect(here.page.locator("[data-item]").first).to_be_visible()
    return here.page.url.removeprefix(here.live.url).partition("#")[0]


def unticked(here: Tablet) -> list[str]:
    return here.page.locator("[data-item]:not(:has(:checked))").evaluate_all(
        "items => items.map(item => item.id)"
    )


def tap_state(here: Tablet, item: str, state: str) -> None:
    """One tap, and the answer of the server is on the page."""
    with here.page.expect_response(lambda answer: answer.url.endswith("/ticks")) as waiting:
        here.page.locator(f"[id='{item}-{state}']").locator("xpath=..").tap()
    assert waiting.value.status == 200, waiting.value.text()[:500]
    expect(here.page.locator(f"[id='{item}-{state}']")).to_be_checked()


def say_what_is_wrong(here: Tablet, item: str, note: str) -> None:
    """Needs fixing, with a note; both are kept without another tap."""
    tap_state(here, item, "fix")
    box = here.page.locator(f"[id='{item}-n']")
    box.fill(note)
    with here.page.expect_response(lambda answer: answer.url.endswith("/ticks")) as waiting:
        box.blur()
    assert waiting.value.status == 200, waiting.value.text()[:500]


def measure(here: Tablet, item: str, value: str, status: int = 200) -> None:
    box = here.page.locator(f"[id='{item}-v']")
    with here.page.expect_response(lambda answer: answer.url.endswith("/ticks")) as waiting:
        box.fill(value)
        box.blur()
    assert waiting.value.status == status, waiting.value.text()[:500]


def tick_the_rest(here: Tablet) -> int:
    """Everything that nobody looked at yet, as fast as a hand can; gives how many."""
    items = unticked(here)
    for item in items:
        if here.page.locator(f"[id='{item}-v']").count():
            measure(here, item, "88")
        else:
            here.page.locator(f"[id='{item}-ok']").locator("xpath=..").tap()
    expect(here.page.locator("#sheet-bar")).to_contain_text(here.say("All looked at"))
    return len(items)


def plain(here: Tablet) -> list[str]:
    """Unticked items of the store that are only looked at, not measured."""
    measured = here.page.locator("[data-item]:has(input.cell)").evaluate_all(
        "items => items.map(item => item.id)"
    )
    return [item for item in unticked(here) if item not in measured]


def battery(here: Tablet) -> str:
    """The first demo unit whose charge is asked for."""
    return str(here.page.locator("[data-item]:has(input.cell)[id^='item-battery']").first.get_attribute("id"))


def sign_off(here: Tablet, path: str) -> None:
    """The manager's one tap; after it the list is history and takes no more ticks."""
    here.go(path)
    here.send(here.button("Sign off"))
    expect(here.page.locator(".notice.ok")).to_be_visible()
    expect(here.page.locator("[data-item] input")).to_have_count(0)
