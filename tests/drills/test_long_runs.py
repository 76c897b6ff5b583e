"""A million old cards come in, and ten thousand serials of one customer, while four tablets write; the server is killed in
the middle. Every row once, every tablet's card once, and nobody is held up."""

import csv
import os
import random
import statistics
import time
from collections import Counter

import pytest
import sqlalchemy as sa

from counter.catalog.identifiers import completed_imei
from tests.drills.hands import Hand
from tests.drills.papers import FAMILY, GIVEN, PRODUCT
from tests.drills.runs import Run, figures, say_columns
from tests.drills.tablets import MEGABYTE, Crew, Scales, by_imei

HEADINGS = ["姓名", "手机号", "地址", "购买日期", "型号", "IMEI", "发票号"]
AGAIN, MISTYPED = 250, 400  # every how-manieth line repeats one above, or has an IMEI that is wrong


def imei(number):
    return completed_imei(f"8643{number:010}")


def lines(rows, seed):
    """The lines of a file; every fifth is a customer's second phone."""
    dice, last = random.Random(seed), None
    for number in range(1, rows + 1):
        if last and number % AGAIN == 0:
            yield last
            continue
        if not last or number % 5:
            who = dice.choice(FAMILY) + dice.choice(GIVEN) + dice.choice(GIVEN), f"137{number:08}"
            where = f"江苏省苏州市姑苏区和平路{dice.randrange(1, 400)}号{dice.randrange(1, 30)}室"
        day = f"2026-{dice.randrange(1, 10):02}-{dice.randrange(1, 28):02}"
        code = imei(number)
        wrong = number % MISTYPED == 0
        last = [*who, where, day, PRODUCT, "123456789012345" if wrong else code, f"INV{number:09}"]
        yield last


def expected(rows):
    """(made, known, wrong); a line that repeats one above never repeats a wrong one."""
    again = sum(number % AGAIN == 0 for number in range(2, rows + 1))
    wrong = sum(number % MISTYPED == 0 and number % AGAIN != 0 for number in range(1, rows + 1))
    return rows - again - wrong, again, wrong


def a_file(folder, rows, seed=1):
    file = folder / f"{rows}.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerow(HEADINGS)
        csv.writer(opened).writerows(lines(rows, seed))
    return file


def assert_all_once(live, crew, run, imported):
    """By the books: nothing twice, nothing missing, and the tablets had no answer but what they asked for."""
    there = by_imei(live)
    sent = [paper.mark for paper in crew.all("sent")]
    assert not crew.all("refused"), crew.all("refused")[:2]
    assert {mark: there.get(mark, 0) for mark in sent if there.get(mark) != 1} == {}
    got = Counter(number for mark, number in there.items() if mark in imported)
    assert got == {1: len(imported)}
    with live.engine().connect() as books:
        halves = books.execute(
            sa.text(
                "select count(*) from cards where not exists (select 1 from card_lines where card_id = cards.id)"
            )
        ).scalar_one()
        assert halves == 0
        if books.engine.dialect.name == "sqlite":
            assert books.exec_driver_sql("PRAGMA quick_check").scalar_one() == "ok"
    assert run.cut >= len(run.kills), "no kill hit a chunk: no drill"


def import_file(live, tmp_path, rows, pause, kills):
    file = a_file(tmp_path, rows)
    hand = Hand(live, timeout=600).sign_in("phone-manager")
    hand.get("/card-imports")
    with Scales(live) as scales, Crew(live, seed=41, pause=pause) as crew:
        sent = hand.upload("/card-imports", file)
        assert sent.status == 303, sent.text[:500]
        run = Run(live, hand, sent.location, kills)
        say_columns(hand, run.path)
        run.go_through("checked")
        assert figures(hand.get(run.path).text) == list(expected(rows))
        run.approve()
        run.go_through("made")
    assert figures(hand.get(run.path).text) == list(expected(rows))
    size = sum(one.stat().st_size for one in live.folder.glob("counter.db*"))
    print(
        f"\nA file of {rows:,} lines, {file.stat().st_size / 1024**2:.0f} MB; {run.said('checked', rows)}; {run.said('made', expected(rows)[0])}; "
        f"{len(kills)} kills, {run.cut} chunks cut off and asked for again; tablets: {crew.said()}; {scales.said()}; books {size / 1024**2:.0f} MB"
    )
    wrong = {n for n in range(1, rows + 1) if n % MISTYPED == 0 or n % AGAIN == 0 and n > 1}
    assert_all_once(live, crew, run, {imei(n) for n in range(1, rows + 1) if n not in wrong})
    assert scales.spilt[-1] == 0, "the file that was sent is kept open"
    return run, crew, scales


def test_twelve_hundred_old_cards_come_in_while_tablets_write_and_the_server_is_killed(live, tmp_path):
    import_file(live, tmp_path, 1_200, pause=0.2, kills=frozenset({2, 6}))


@pytest.mark.drill
@pytest.mark.timeout(14400)
def test_a_million_old_cards_come_in_while_tablets_write_and_the_server_is_killed(live, tmp_path):
    rows = int(os.environ.get("DRILL_ROWS", "1000000"))
    kills = frozenset({rows // 1000, rows // 250, rows // 200})
    run, crew, scales = import_file(live, tmp_path, rows, pause=0.5, kills=kills)
    assert crew.busy == 0, "a tablet waited for five seconds"
    assert statistics.median(run.spent["made"][-200:]) < 2 * statistics.median(run.spent["made"][:200])
    assert max(scales.memory) < 500 * MEGABYTE and max(scales.spilt) < 4 * 128 * MEGABYTE


@pytest.mark.drill
@pytest.mark.timeout(1800)
def test_a_file_of_a_million_lines_is_taken_in_and_nobody_waits_for_it(live, tmp_path):
    file = a_file(tmp_path, 1_000_000)
    hand = Hand(live, timeout=900).sign_in("phone-manager")
    hand.get("/card-imports")
    with Scales(live) as scales, Crew(live, seed=61, pause=0.5) as crew:
        began = time.monotonic()
        sent = hand.upload("/card-imports", file)
        took = time.monotonic() - began
        assert sent.status == 303, sent.text[:500]
        time.sleep(1)
    print(f"\nA file of 1,000,000 lines, {file.stat().st_size / MEGABYTE:.0f} MB, taken in in {took:.0f} s; tablets: "
          f"{crew.said()}; {scales.said()}")  # fmt: skip
    assert not crew.all("refused") and crew.busy == 0
    assert max(scales.memory) < 500 * MEGABYTE and max(scales.spilt) < 4 * 128 * MEGABYTE
    assert scales.spilt[-1] == 0, "the file that was sent is kept open"


def a_customer(live):
    """One of the demo's, who has all that a card needs."""
    asked = sa.text(
        "select c.id from customers c join customers_of_stores o on o.customer_id = c.id join stores s on s.id = o.store_id"
        " join phones p on p.customer_id = c.id where s.code = 'NM' and c.address <> '' and p.ended_at is null"
        " order by c.id limit 1"
    )
    with live.engine().connect() as books:
        return books.execute(asked).scalar_one()


def register_serials(live, rows, pause, kills):
    numbers = [completed_imei(f"8644{number:010}") for number in range(2 * rows)]
    pasted = "\n".join(" ".join(pair) for pair in zip(numbers[::2], numbers[1::2], strict=True))
    hand = Hand(live, timeout=120).sign_in("phone-manager")
    customer = a_customer(live)
    with Scales(live) as scales, Crew(live, seed=51, pause=pause) as crew:
        assert hand.get(f"/customers/{customer}/serial-batches/new").status == 200
        fields = {"product": PRODUCT, "sold_on": "2026-09-01", "invoice_number": "B1", "serials": pasted}
        sent = hand.send(f"/customers/{customer}/serial-batches", **fields)
        assert sent.status == 303, sent.text[:500]
        run = Run(live, hand, sent.location, kills)
        run.approve()
        run.go_through("issued")
    print(f"\nA batch of {rows:,} serials; {run.said('issued', rows)}; {len(kills)} kills, {run.cut} chunks cut off and "
          f"asked for again; tablets: {crew.said()}; {scales.said()}")  # fmt: skip
    assert figures(hand.get(run.path).text) == [rows]
    with live.engine().connect() as books:
        asked = sa.text("select count(*) from identifiers where kind in (1, 2) and value like '8644%'")
        assert books.execute(asked).scalar_one() == 2 * rows
    assert_all_once(live, crew, run, set(numbers[::2]))


def test_five_hundred_serials_of_one_customer_are_issued_while_tablets_write(live):
    register_serials(live, 500, pause=0.2, kills=frozenset({2}))


@pytest.mark.drill
@pytest.mark.timeout(3600)
def test_ten_thousand_serials_of_one_customer_are_issued_while_tablets_write(live):
    register_serials(live, 10_000, pause=0.5, kills=frozenset({5, 20, 35}))
