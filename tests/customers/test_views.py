"""The record: who sees it, how it is corrected by two, its numbers, and what the customer agreed to."""

import pytest

from counter.customers.models import Customer
from counter.extensions import db
from counter.history.models import HistoryEntry
from tests.customers.people import a_customer, acting, many, the_customers
from tests.support.answers import said
from tests.support.queries import counted


@pytest.mark.parametrize(("who", "status"), [("ann", 200), ("bo", 200), ("cy", 404), ("dee", 200)])
def test_the_record_is_seen_by_the_store_that_knows_them(visit, shop, who, status):
    number = a_customer().id
    visitor = visit(who)
    for path in (f"/customers/{number}", f"/customers/{number}/edit"):
        assert visitor.get(path).status_code == status
    phone = the_customers()[0].phones[0].id
    for path in (
        "edit",
        "phones",
        f"phones/{phone}/ending",
        "consents/service_callback",
        "consents/service_callback/withdrawal",
    ):
        answer = visitor.send(f"/customers/{number}/{path}")
        assert (answer.status_code == 404) == (status == 404), path
    assert ("registered the customer" in said(visitor.get(f"/customers/{number}"))) == (who in ("bo", "dee"))


def test_the_list_masks_and_pages_newest_first(ann, cy, shop):
    many(0, 51)
    page = said(ann.get("/customers"))
    assert "王*" in page and "王小" not in page and "138 **** 0050" in page and "13800000050" not in page
    assert page.count('class="face"') == 50 and "Earlier ones" in page
    first = the_customers()[0].id
    earlier = said(ann.get(f"/customers?before={first + 1}"))
    assert earlier.count('class="face"') == 1 and "Earlier ones" not in earlier
    assert "王*" not in said(cy.get("/customers"))
    for odd in ("x", "-1", "0", "99999999999999999999"):
        assert ann.get(f"/customers?before={odd}").status_code == 200


def test_one_and_fifty_customers_cost_the_same_queries(ann, shop):
    costs = []
    for have, want in ((0, 1), (1, 50)):
        many(have, want)
        with counted() as listed:
            ann.get("/customers")
        with counted() as found:
            ann.post(
                "/customers/search", data={"csrf_token": ann.csrf, "q": "王"}, headers={"HX-Request": "true"}
            )
        costs.append((len(listed), len(found)))
    assert costs[0] == costs[1] and max(costs[1]) <= 7


def test_a_record_is_corrected(ann, shop):
    number = a_customer().id
    answer = ann.send(
        f"/customers/{number}/edit", name="陈晓明", address="新路1号", version="1", customer_type="student"
    )
    assert answer.location == f"/customers/{number}" and "新路1号" in said(ann.get(answer.location))
    customer = the_customers()[0]
    assert (customer.version, customer.customer_type) == (2, "student")
    entry = db.session.query(HistoryEntry).filter_by(verb="edit").one()
    assert entry.changes == {"customer_type": ["", "student"]}


def test_saving_without_a_change_writes_nothing(ann, shop):
    number = a_customer().id
    assert ann.send(f"/customers/{number}/edit", name="陈晓明", version="1").status_code == 303
    assert the_customers()[0].version == 1 and not db.session.query(HistoryEntry).filter_by(verb="edit").all()


def test_who_comes_too_late_is_told_whose_change_it_was_and_sees_both(ann, bo, shop):
    number = a_customer(address="旧路9号").id
    bo.send(f"/customers/{number}/edit", name="陈晓明", address="波的路2号", version="1")
    late = ann.send(f"/customers/{number}/edit", name="陈晓明", address="安的路3号", version="1")
    page = said(late)
    assert late.status_code == 409 and "Bo changed this record at" in page
    assert "安的路3号" in page and "Now on record: 波的路2号" in page
    assert the_customers()[0].address == "波的路2号"
    again = ann.send(f"/customers/{number}/edit", name="陈晓明", address="安的路3号", version="2")
    assert again.status_code == 303 and the_customers()[0].address == "安的路3号"


def test_a_new_name_is_found_and_the_old_one_no_longer(ann, shop):
    number = a_customer("陈晓明").id
    ann.send(f"/customers/{number}/edit", name="周杰", version="1")
    find = lambda q: said(ann.post("/customers/search", data={"csrf_token": ann.csrf, "q": q}))  # noqa: E731
    assert "周杰" in find("zhoujie") and "周杰" not in find("晓明")


def test_a_number_is_added_and_ended_and_given_back(ann, shop):
    number = a_customer().id
    assert ann.send(f"/customers/{number}/phones", phone="13900139000", whose="work").status_code == 303
    first, second = the_customers()[0].phones
    assert (second.e164, second.whose) == ("+8613900139000", "work")
    ann.send(f"/customers/{number}/phones/{first.id}/ending")
    assert the_customers()[0].phone.e164 == "+8613900139000"
    assert ann.send(f"/customers/{number}/phones/{first.id}/ending").status_code == 303  # twice is no harm
    ann.send(f"/customers/{number}/phones", phone="13800138000")
    assert [phone.ended_at for phone in the_customers()[0].phones] == [None, None]
    assert ann.send(f"/customers/{number}/phones", phone="13800138000").status_code == 303
    assert len(the_customers()[0].phones) == 2


def test_a_number_of_somebody_else_asks_before_it_is_added(ann, shop):
    a_customer()
    number = a_customer("周杰", "+8613900139000").id
    asked = ann.send(f"/customers/{number}/phones", phone="13800138000")
    assert asked.status_code == 422 and "It is theirs now, and no longer its holder" in said(asked)
    ann.send(f"/customers/{number}/phones", phone="13800138000", known="new_owner")
    chen, zhou = the_customers()
    assert chen.phone is None and len(zhou.phones) == 2


def test_a_strangers_phone_is_404_and_a_wrong_number_a_sentence(ann, shop):
    other = a_customer("周杰", "+8613900139000").phones[0].id
    number = a_customer().id
    assert ann.send(f"/customers/{number}/phones/{other}/ending").status_code == 404
    wrong = ann.send(f"/customers/{number}/phones", phone="1380013800", htmx=True)
    assert wrong.status_code == 422 and "1 digit missing" in said(wrong) and "<html" not in said(wrong)


def test_a_yes_is_one_tap_with_when_and_by_whom_and_can_be_taken_back(ann, shop):
    number = a_customer().id
    path = f"/customers/{number}/consents/marketing_sms"
    answer = ann.send(path, htmx=True)
    assert (
        answer.status_code == 200
        and f'id="customer-{number}"' in said(answer)
        and "</span> Ann</p>" in said(answer)
    )
    customer = the_customers()[0]
    assert customer.agrees_to("marketing_sms") and not customer.agrees_to("service_callback")
    ann.send(path)
    assert len(the_customers()[0].consents) == 1  # a second yes is no second row
    taken = ann.send(path + "/withdrawal", htmx=True)
    assert "Taken back" in said(taken) and not the_customers()[0].agrees_to("marketing_sms")
    ann.send(path + "/withdrawal")
    ann.send(path)
    rows = the_customers()[0].consents
    assert [row.withdrawn_at is None for row in rows] == [False, True] and the_customers()[0].agrees_to(
        "marketing_sms"
    )
    assert ann.send(f"/customers/{number}/consents/selling_kidneys").status_code == 404


def test_a_page_asks_only_what_the_stores_playbook_asks(ann, cy, shop):
    number = a_customer().id
    assert "Offers on WeCom" in said(ann.get(f"/customers/{number}"))
    with_cy = a_customer("周杰", "+8613900139000", by=acting("cy", "JJ")).id
    page = said(cy.get(f"/customers/{with_cy}"))
    assert "Offers by post" in page and "Offers on WeCom" not in page


def test_a_record_that_never_was_is_404(ann):
    for number in ("999999", "99999999999999999999", "0"):
        assert ann.get(f"/customers/{number}").status_code == 404
    assert db.session.query(Customer).count() == 0
