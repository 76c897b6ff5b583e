"""What the customer reads of several pieces: how many their card is of, whatever was parted or came back."""

import icalendar
import pytest

from counter.catalog.models import Product
from counter.extensions import db
from counter.recalls.models import Recall
from tests.people.outside import Somebody, path_of, text_of
from tests.recalls import recalls
from tests.recalls.test_warning import PAGE
from tests.sales.test_refunding_pieces import six  # noqa: F401
from tests.tickets.test_pieces import jm, left  # noqa: F401
from tests.warranty.test_pieces_on_paper import CHAIR, paid_back

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


def test_the_page_and_the_calendar_tell_them_apart_and_how_many_remain(jm, visit, six, monday):  # noqa: F811
    owner = Somebody(visit(), path_of(six))
    assert f"Your {CHAIR} × 6" in owner.enter()
    left(jm, six, pieces="2")
    page, names = text_of(owner.look()), [f"{CHAIR} × 4", f"{CHAIR} × 2 (group 2)"]
    assert f"Your {CHAIR} × 6" in page and all(name in page for name in names)
    events = icalendar.Calendar.from_ical(owner.look("/coverage.ics").get_data()).walk("VEVENT")
    assert {str(one["summary"]) for one in events} == {f"{name}: last day of cover" for name in names}
    paid_back(jm, six, 4, monday)
    page = text_of(owner.look())
    assert f"Your {CHAIR} × 2" in page and "× 6" not in page
    told, covered = page.split("Today you may ask for", 1)
    assert f"{CHAIR} × 4" in told and "× 4" not in covered
    assert "Paid back to you: ¥2,000" in told and "As goodwill: 裂了" in told


def test_a_recall_says_which_of_them_it_is_about(jm, visit, six):  # noqa: F811
    number = recalls.a_recall([db.session.get_one(Product, six.lines[0].product_id)])
    db.session.get_one(Recall, number).page_words = PAGE
    db.session.commit()
    left(jm, six)
    page = Somebody(visit(), path_of(six)).enter()
    assert all(f"about your {name}" in page for name in (f"{CHAIR} × 5", f"{CHAIR} × 1 (group 2)"))
