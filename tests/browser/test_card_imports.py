"""A manager brings in a file: the page goes on by itself, also after the connection was gone for a moment."""

import pytest
from playwright.sync_api import expect

from tests.card_imports import files

pytestmark = pytest.mark.browser


def test_a_file_goes_through_by_itself_and_takes_up_again_what_was_cut_off(tablet, own_live):
    here = tablet(own_live, "en")
    page = here.page
    here.sign_in("phone-manager")
    lines = [files.a_line(place, 型号="X20-256-BL", 购买日期="2025-03-05") for place in range(600)]
    here.go("/warranty-cards")
    here.send(here.link("Import old cards"))
    body = files.as_csv(*lines, encoding="gb18030")
    here.field("File").set_input_files({"name": "old.csv", "mimeType": "text/csv", "buffer": body})
    here.send(here.button("Send the file"))
    lost = []

    def lose_the_first(route):
        if lost:
            route.continue_()
        else:
            lost.append(route.request.url)
            route.abort("connectionfailed")

    page.route("**/continuation", lose_the_first)
    here.send(page.get_by_role("button", name="Check 600 lines"))
    expect(page.get_by_role("heading", name="Every line is checked; no card is made yet")).to_be_visible(timeout=25_000)  # fmt: skip
    assert lost
    here.watch.problems.clear()  # the connection that the test itself has cut
    here.send(page.get_by_role("button", name="Make 600 cards"))
    expect(page.get_by_role("heading", name="The cards are in the books")).to_be_visible(timeout=25_000)
    expect(page.locator(".figures .ok .fig")).to_have_text("600")
    page.wait_for_load_state("networkidle")
