"""Pictures and a signature by hand: taken, shown, taken out again, signed, sent; an error keeps all of it; nothing large goes over the air."""

import os
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.photos import pictures
from tests.support.chromium import axe_source

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("PHOTO_SHOTS", "")  # a folder, where somebody wants to look


@pytest.fixture(scope="module")
def tried(demo):
    """The server with the tests' own page, which has both fields."""
    live = demo.copy()
    live.program = "tests.photos.served"
    live.start()
    yield live
    live.stop()
    live.assert_calm()


def a_file(width=2400, height=1800, name="front.jpg"):
    noise = Image.effect_noise((width, height), 40).convert("RGB")
    Image.Image.paste(noise, "red", (0, 0, width, height // 2))
    return {"name": name, "mimeType": "image/jpeg", "buffer": pictures.as_bytes(noise, quality=95)}


def open_it(here, username="phone-assistant"):
    here.sign_in(username)
    here.go("/tried")


def choose(here, *files):
    with here.page.expect_file_chooser() as chooser:
        here.button("Choose pictures").tap()
    chooser.value.set_files(list(files))


def sign(here):
    box = here.page.locator("canvas.signed")
    box.scroll_into_view_if_needed()
    where = box.bounding_box()
    x, y = where["x"] + where["width"] / 4, where["y"] + where["height"] / 2
    mouse = here.page.mouse
    mouse.move(x, y)
    mouse.down()
    for step in range(1, 9):
        mouse.move(x + step * where["width"] / 20, y + (18 if step % 2 else -18), steps=4)
    mouse.up()


def shot(here, name):
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        here.picture(Path(SHOTS) / f"{name}.png")


def tiles(here):
    return here.page.locator("[data-photos] .shots li")


def sent_files(here):
    return here.page.locator("#photos").evaluate(
        "field => [...field.files].map(f => [f.name, f.size, f.type])"
    )


def test_taken_shown_taken_out_signed_and_sent(tablet, tried):
    here = tablet(tried, "en")
    open_it(here)
    front, back = a_file(), a_file(1000, 2000, "back.jpg")
    choose(here, front, back)
    expect(tiles(here)).to_have_count(2)
    choose(here, a_file(300, 200, "third.jpg"))
    expect(tiles(here)).to_have_count(3)
    shot(here, "chosen")
    here.page.get_by_role("button", name="Remove back.jpg").tap()
    expect(tiles(here)).to_have_count(2)
    (name, size, kind), third = sent_files(here)
    assert (name, kind, third[0]) == ("front.jpg", "image/jpeg", "third.jpg")
    assert size < len(front["buffer"]) / 2  # made smaller before it is sent
    here.field("What is wrong").fill("The frame is bent")
    sign(here)
    shot(here, "signed")
    here.send(here.button("Take it in"))
    expect(here.page.locator("[data-photo] img")).to_have_count(3)
    for image in here.page.locator("[data-photo] img").all():
        image.scroll_into_view_if_needed()
        expect(image).to_have_js_property("complete", True)
        assert image.evaluate("image => image.naturalWidth") > 0
    shot(here, "kept")
    here.page.locator("[data-photo]").first.tap()
    large = here.page.locator("dialog.large img")
    expect(large).to_be_visible()
    expect(large).to_have_js_property("naturalWidth", 1600)
    shot(here, "large")
    here.page.keyboard.press("Escape")
    expect(large).to_have_count(0)


def test_an_error_keeps_words_pictures_and_signature(tablet, tried):
    here = tablet(tried, "en")
    here.watch.expected.add(422)
    open_it(here, "phone-manager")
    choose(here, a_file(800, 600), {"name": "notes.pdf", "mimeType": "image/jpeg", "buffer": b"%PDF-1.7"})
    expect(tiles(here)).to_have_count(2)
    here.field("What is wrong").fill("The frame is bent")
    sign(here)
    here.send(here.button("Take it in"))
    expect(here.page.locator("#photos-error")).to_contain_text("“notes.pdf” is not a picture")
    expect(here.field("What is wrong")).to_have_value("The frame is bent")
    expect(tiles(here)).to_have_count(1)
    expect(here.page.locator("[data-kept] img")).to_be_visible()
    shot(here, "error")
    choose(here, a_file(700, 500, "more.jpg"))
    expect(tiles(here)).to_have_count(2)
    here.send(here.button("Take it in"))
    expect(here.page.locator("[data-photo] img")).not_to_have_count(0)


def test_nothing_signed_is_asked_for_and_paper_is_as_good(tablet, tried):
    here = tablet(tried, "en", "phone", scheme="dark")
    here.watch.expected.add(422)
    open_it(here, "furniture-assistant")
    here.field("What is wrong").fill("A scratch")
    here.send(here.button("Take it in"))
    expect(here.page.locator("#signature-error")).to_be_visible()
    sign(here)
    shot(here, "phone-dark")
    here.button("Sign again").tap()
    assert here.page.locator("#signature").evaluate("field => field.files.length") == 0
    paper = here.page.get_by_label("Signs on the printed slip")
    paper.focus()
    here.page.keyboard.press("Space")
    expect(paper).to_be_checked()
    here.send(here.button("Take it in"))
    expect(here.page.locator("#signature-error")).to_have_count(0)


def test_seven_are_one_too_many_and_said_at_once(tablet, tried):
    here = tablet(tried, "en", "portrait")
    open_it(here)
    choose(here, *(a_file(200 + n, 200, f"p{n}.jpg") for n in range(7)))
    expect(tiles(here)).to_have_count(6)
    expect(here.page.locator("[data-photos] [role=status]")).to_have_text(re.compile("At most 6"))
    shot(here, "six")


def test_what_the_browser_can_not_read_is_sent_as_it_is(tablet, tried):
    here = tablet(tried, "en")
    open_it(here, "furniture-manager")
    heic = Path(__file__).parents[1] / "photos" / "phone.heic"
    choose(here, {"name": "IMG_1.heic", "mimeType": "image/heic", "buffer": heic.read_bytes()})
    expect(tiles(here)).to_have_text(re.compile("IMG_1.heic"))
    here.field("What is wrong").fill("A scratch")
    here.page.get_by_label("Signs on the printed slip").check()
    before = here.page.locator("[data-photo]").count()
    here.send(here.button("Take it in"))
    expect(here.page.locator("[data-photo]")).to_have_count(before + 1)


def test_the_camera_gives_one_after_the_other_and_a_quick_tap_waits_for_the_last(tablet, tried):
    here = tablet(tried, "en", "phone")
    open_it(here, "head-office")
    before = here.page.locator("[data-photo]").count()
    here.field("What is wrong").fill("A dent")
    here.page.get_by_label("Signs on the printed slip").check()
    for shade in range(2):
        with here.page.expect_file_chooser() as chooser:
            here.button("Take a picture").tap()
        assert not chooser.value.is_multiple()
        chooser.value.set_files([a_file(3000 + shade, 2000, "image.jpg")])
        if not shade:
            expect(tiles(here)).to_have_count(1)
    here.send(here.button("Take it in"))
    expect(here.page.locator("[data-photo]")).to_have_count(before + 2)


def test_without_scripts_it_is_a_plain_form(tablet, tried):
    here = tablet(tried, "en", java_script_enabled=False)
    here.watch.expected.add(422)
    here.sign_in("phone-assistant")
    here.go("/tried")
    before = here.page.locator("[data-photo]").count()
    here.field("What is wrong").fill("A dent")
    here.page.get_by_label("Signs on the printed slip").check()
    wrong = {"name": "no.jpg", "mimeType": "image/jpeg", "buffer": b"no"}
    here.page.locator("#photos").set_input_files([a_file(500, 400), a_file(501, 400), wrong])
    here.send(here.button("Take it in"))
    expect(tiles(here)).to_have_count(2)
    here.page.get_by_label("Send with it").first.uncheck()
    shot(here, "plain")
    here.send(here.button("Take it in"))
    expect(here.page.locator("[data-photo]")).to_have_count(before + 1)


def test_axe_finds_nothing(tablet, tried):
    here = tablet(tried, "en")
    here.watch.expected.add(422)
    open_it(here)
    choose(here, a_file(500, 400), {"name": "no.jpg", "mimeType": "image/jpeg", "buffer": b"no"})
    expect(tiles(here)).to_have_count(2)
    for sent in (False, True):
        if sent:
            here.field("What is wrong").fill("A dent")
            here.send(here.button("Take it in"))
            expect(here.page.locator("#photos-error")).to_be_visible()
        here.page.evaluate(axe_source())
        found = here.page.evaluate("async () => (await axe.run()).violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' '))")  # fmt: skip
        assert found == []
