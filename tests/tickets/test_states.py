"""The ways of a ticket, for every kind of every playbook."""

import pytest

from counter.playbooks.reading import read_all
from counter.tickets import states

BOOKS = read_all().playbooks
KINDS = [
    pytest.param([step["state"] for step in kind["steps"]], id=f"{code}-{kind['id']}")
    for code, book in BOOKS.items()
    for kind in (book.get("tickets") or {"kinds": []})["kinds"]
]
each_kind = pytest.mark.parametrize("walked", KINDS)


def reached(walked, start):
    found, todo = set(), [start]
    while todo:
        state = todo.pop()
        if state not in found:
            found.add(state)
            todo += states.following(state, walked)
    return found


def test_both_trades_have_all_six_kinds():
    assert len(KINDS) == 12


@each_kind
def test_every_step_of_the_playbook_is_reached_and_none_is_a_dead_end(walked):
    assert reached(walked, "received") == set(walked)
    assert all("closed" in reached(walked, state) for state in walked)


@each_kind
def test_a_tap_never_hands_back_closes_or_reopens(walked):
    for state in walked:
        assert not {"collected", "closed", "received"} & set(states.by_tap(state, walked))


@each_kind
def test_what_is_here_is_handed_back_before_its_ticket_is_closed(walked):
    for state in walked:
        assert not states.may_close(state, walked, stays=True) or state == "collected"
        assert states.may_close(state, walked, stays=False) == ("closed" in states.following(state, walked))


def test_what_was_sent_away_comes_back_first():
    assert states.NEXT["sent"] == ("back",)


@pytest.mark.parametrize(
    ("state", "taps", "needs_visit", "is_repaired", "leads"),
    [
        ("received", ["inspected", "appointed", "sent"], False, True, "inspected"),
        ("received", ["inspected", "appointed", "sent"], True, True, "appointed"),
        ("received", ["waiting_customer"], False, True, ""),  # a question: it is closed with its answer
        ("inspected", ["waiting_part", "sent", "ready"], False, True, "sent"),  # this store repairs nothing
        ("inspected", ["in_repair", "sent", "ready"], False, True, "in_repair"),
        (
            "inspected",
            ["in_repair", "sent", "ready"],
            False,
            False,
            "ready",
        ),  # exchanged, paid back, or nothing done
        ("ready", ["in_repair", "waiting_customer"], False, True, ""),  # it is handed back
    ],
)
def test_one_step_leads_from_where_a_ticket_stands(state, taps, needs_visit, is_repaired, leads):
    assert states.leading(state, taps, needs_visit, is_repaired) == leads
