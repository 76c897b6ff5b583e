"""Found by phone in any spelling, last four, or a beginning of the name; only among the store's own."""

import pytest

from counter.customers import finding, numbering
from tests.customers.people import a_customer, acting
from tests.factories import the_store


@pytest.mark.parametrize(
    "q",
    [
        "13800138000", "138-0013-8000", "+86 138 0013 8000", "0086 13800138000", "１３８００１３８０００", "8000", "8 0 0 0",
        "1380013", "+86138", "138", "陈晓明", "晓明", "陈", "chenxiaoming", "cxm", "xiaoming", "Chen Xiao",
    ],
)  # fmt: skip
def test_chen_xiaoming_is_found(shop, q):
    chen = a_customer()
    a_customer("李丽", "+8613911112222")
    assert [one.id for one in finding.search(q, acting())] == [chen.id], q


@pytest.mark.parametrize(
    "q", ["", " ", "13", "13800138001", "800", "9999", "晓红", "%", "_", "'; --", "\x00", "👻", "x" * 5000]
)
def test_nobody_else_is_found_by_what_is_not_theirs(shop, q):
    a_customer()
    assert finding.search(q, acting()) == []


def test_a_number_of_two_finds_both_and_an_ended_one_nobody(shop):
    father, son = a_customer("冯秀英", "+8613100001947"), a_customer("曹阳", "+8613100001947")
    assert numbering.holders("+8613100001947") == [father, son]
    son.phones[0].ended_at = son.made_at
    assert numbering.holders("+8613100001947") == [father]
    assert finding.search("1947", acting()) == [father]


def test_another_stores_customers_are_not_found(shop):
    a_customer()
    cy = acting("cy", "JJ")
    assert finding.search("陈晓明", cy) == finding.search("13800138000", cy) == []
    cy.sees_all = True
    assert len(finding.search("陈晓明", cy)) == 1


def test_latin_names_are_found_by_either_end_and_without_accents(shop):
    zoe = a_customer("Zoë Müller", "+8613911112222")
    for q in ("zoe", "ZOË", "muller", "müller zoë", "zoe m"):
        assert finding.search(q, acting()) == [zoe], q


def test_the_newest_comes_first_and_no_more_than_asked(shop):
    made = [a_customer("王芳", f"+86139000000{count:02d}").id for count in range(5)]
    assert [one.id for one in finding.search("王", acting(), limit=3)] == made[:1:-1]
    person = acting()
    assert [one.id for one in finding.newest(person, before=made[2])] == [made[1], made[0]]
    assert finding.count(person) == 5 and the_store("NM").id == person.store.id
