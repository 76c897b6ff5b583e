from datetime import date

import pytest
import time_machine

from counter.customers.consenting import withdraw
from counter.customers.models import Consent, Customer, CustomerOfStore, Phone
from counter.extensions import db
from counter.greetings.audience import audience_of, birthdays, reach
from counter.greetings.upcoming import greetings, next_occasions, year_of
from tests.callbacks.calls import acting
from tests.factories import NOW, the_person, the_store
from tests.support.queries import counted

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


def known(*agrees, code="NM", phone="+8613800138000", ended=False, birthday=None, is_lunar=False):
    customer = Customer(name="陈晓明", made_at=NOW, is_birthday_lunar=is_lunar)
    if birthday:
        customer.birth_month, customer.birth_day = birthday
    if phone:
        customer.phones = [Phone(e164=phone, last4=phone[-4:], made_at=NOW, ended_at=NOW if ended else None)]
    customer.consents = [Consent(purpose=p, given_at=NOW, given_by=the_person("ann").id) for p in agrees]
    db.session.add(customer)
    for store in [code] if isinstance(code, str) else code:
        customer.belongs_to(the_store(store).id)
    db.session.flush()
    return customer


def here(code="NM"):
    return [the_store(code).id]


def test_only_who_agreed_to_the_channel_is_reached_by_it(shop):
    known("marketing_sms", "marketing_wecom")
    known("marketing_sms")
    known("service_callback")
    known()
    found = audience_of(here())
    assert found.known == 4
    assert reach(here()) == {"sms": 2, "wecom": 1, "phone": 0, "post": 0}
    assert found.through("sms", "service") == 1


def test_a_withdrawal_counts_at_once_and_a_consent_given_twice_counts_once(shop):
    customer = known("marketing_sms")
    other = known("marketing_sms")
    other.consents.append(Consent(purpose="marketing_sms", given_at=NOW, given_by=the_person("ann").id))
    assert reach(here())["sms"] == 2
    withdraw(customer, "marketing_sms", acting(), NOW)
    assert reach(here())["sms"] == 1
    withdraw(other, "marketing_sms", acting(), NOW)
    assert reach(here())["sms"] == 0 and audience_of(here()).known == 2


def test_a_text_message_needs_a_number_and_wecom_does_not(shop):
    known("marketing_sms", "marketing_wecom", phone=None)
    known("marketing_sms", "marketing_wecom", ended=True)
    two = known("marketing_sms")
    two.phones.append(Phone(e164="+8613900139000", last4="9000", made_at=NOW))
    found = audience_of(here())
    assert (found.through("sms"), found.through("wecom"), found.numberless("sms")) == (1, 2, 2)


def test_another_stores_customers_are_not_counted_and_one_of_two_stores_once(shop):
    known("marketing_sms", code="JJ")
    known("marketing_sms", code=("NM", "JJ"))
    both = [*here(), *here("JJ")]
    assert (reach(here())["sms"], reach(here("JJ"))["sms"], reach(both)["sms"]) == (1, 2, 2)
    assert audience_of(both).known == 2


def test_nobody_known_is_nobody_reached(shop):
    assert audience_of(here()).known == 0 and set(reach(here()).values()) == {0}


@pytest.mark.parametrize(
    ("birthday", "is_lunar", "start", "counted_in"),
    [
        ((11, 23), False, TODAY, True),
        ((12, 6), False, TODAY, True),
        ((12, 7), False, TODAY, False),
        ((11, 22), False, TODAY, False),
        ((1, 2), False, date(2026, 12, 28), True),
        ((2, 29), False, date(2027, 2, 25), True),
        ((2, 29), False, date(2027, 3, 1), False),
        ((2, 29), False, date(2028, 2, 29), True),
        ((10, 15), True, TODAY, True),  # 23 November 2026 is lunar 10/15
        ((11, 23), True, TODAY, False),
        ((12, 30), True, date(2027, 2, 5), True),  # a twelfth month of 29 days
        ((1, 1), True, date(2027, 2, 6), True),
        ((6, 10), True, date(2025, 7, 25), False),  # the days of a leap sixth month
        ((6, 10), True, date(2025, 6, 25), True),
    ],
)
def test_birthdays_of_both_calendars_in_the_next_fourteen_days(shop, birthday, is_lunar, start, counted_in):
    known(birthday=birthday, is_lunar=is_lunar)
    known()
    assert birthdays(here(), start, 14) == int(counted_in)
    assert birthdays(here("JJ"), start, 14) == 0


def test_the_next_occasions_leave_out_the_quiet_days(shop):
    names = [one.id for one in next_occasions(the_store(), TODAY, 5)]
    assert names == ["winter_solstice", "new_year", "laba", "little_new_year_south", "new_year_eve"]
    spring = next_occasions(the_store(), date(2027, 4, 1), 1)[0]
    assert spring.id == "labour_day"


def test_an_occasion_goes_through_the_channels_that_the_playbook_names_for_it(shop):
    known("marketing_sms", "service_callback")
    known("service_callback")
    year = {
        one.occasion.id: one
        for one in greetings(the_store(), year_of(the_store(), TODAY), audience_of(here()))
    }
    assert year["spring_festival"].channels == {"sms": 1, "wecom": 0}
    assert year["great_heat"].channels == {"sms": 2}  # a care tip: a service message
    furniture = greetings(the_store("JJ"), year_of(the_store("JJ"), TODAY), audience_of(here("JJ")))
    assert {one.occasion.id: set(one.channels) for one in furniture}["mid_autumn"] == {"sms", "post"}


def test_the_page_names_days_and_figures_and_no_customer(ann, shop):
    known("marketing_sms", birthday=(11, 25))
    known("marketing_sms", phone=None)
    known()
    page = ann.get("/greetings").get_data(as_text=True)
    assert "Winter Solstice" in page and "29 days left" in page and "1 birthday in the next 14 days" in page
    assert (
        "of 3 customers" in page
        and "1 of 3 would get it" in page
        and "1 more agreed, but there is no number." in page
    )
    assert "Qingming" in page and "陈" not in page and "8000" not in page.replace("#", "")


def test_another_stores_customers_are_not_on_the_page(cy, shop):
    known("marketing_sms", birthday=(11, 25))
    assert "0 of 0 would get it" in cy.get("/greetings").get_data(as_text=True)


def test_one_customer_or_fifty_cost_the_same_queries(ann, shop):
    known("marketing_sms")
    ann.get("/greetings")
    with counted() as one:
        ann.get("/greetings")
    for _number in range(49):
        known("marketing_sms", "marketing_wecom")
    with counted() as fifty:
        ann.get("/greetings")
    assert len(one) == len(fifty) <= 6, "\n".join(fifty)
    assert db.session.query(CustomerOfStore).count() == 50
