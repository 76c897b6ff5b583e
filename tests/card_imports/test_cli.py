"""`import-cards`: the same check and the same cards, from a file on the server; stopped, it goes on."""

import pytest

from counter.card_imports import cli, making
from counter.extensions import db
from tests.card_imports import files
from tests.warranty import cards

pytestmark = pytest.mark.usefixtures("monday")


@pytest.fixture
def run(app, shop, tmp_path):
    cards.a_phone()
    file = tmp_path / "old.csv"
    file.write_bytes(files.as_csv(*(files.a_line(place) for place in range(7)), files.a_line(9, 手机号="1")))

    def command(*more, by="bo", store="NM"):
        db.session.commit()
        return app.test_cli_runner().invoke(
            args=["import-cards", str(file), "--store", store, "--by", by, *more]
        )

    return command


def test_it_checks_and_only_makes_when_it_is_told_to(run):
    checked = run()
    assert checked.exit_code == 0 and files.cards() == 0
    assert (
        "0 made, 7 to make, 0 there already, 1 wrong" in checked.output
        and "line 9, 手机号:" in checked.output
    )
    made = run("--apply")
    assert "7 made, 0 to make" in made.output and files.cards() == 7
    assert "0 made, 0 to make, 7 there already" in run("--apply").output and files.cards() == 7


def test_what_was_stopped_goes_on(run, monkeypatch):
    monkeypatch.setattr(making, "CHUNK", 3)
    go_on, chunks = cli.starting.go_on, []

    def stop_at_the_third(*rest):
        if len(chunks) == 3:
            raise KeyboardInterrupt
        chunks.append(1)
        go_on(*rest)

    monkeypatch.setattr(cli.starting, "go_on", stop_at_the_third)
    assert run("--apply").exit_code == 1
    db.session.rollback()
    assert files.cards() == 6
    monkeypatch.undo()
    assert "7 made" in run("--apply").output and files.cards() == 7


@pytest.mark.parametrize(("by", "store"), [("ann", "NM"), ("bo", "JJ"), ("nobody", "NM"), ("bo", "XX")])
def test_only_in_the_name_of_a_manager_of_the_store(run, by, store):
    refused = run("--apply", by=by, store=store)
    assert refused.exit_code == 1 and "not its manager" in refused.output and files.cards() == 0


def test_head_office_may_do_it_for_every_store(run):
    assert "7 made" in run("--apply", by="dee").output
