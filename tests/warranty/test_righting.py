"""A version of policies that was wrong, and the one that speaks for its days from then on."""

import copy
from datetime import timedelta

import pytest
import sqlalchemy as sa

from counter.extensions import db
from counter.playbooks.importing import add
from counter.playbooks.models import PlaybookVersion, in_force
from counter.warranty import promises
from counter.warranty.righting import NotACorrection, put_right, told
from tests import factories

pytestmark = pytest.mark.usefixtures("shop", "monday")


@pytest.fixture
def version():
    """Makes one more version of the policies, a day after the last; taken away again, since versions outlive a test."""
    old, made = in_force("policies", "policies"), []

    def make(code="policies"):
        body = copy.deepcopy(old.body)
        body["parts"][0]["label"]["en"] = f"Unit {len(made)} {code}"
        came = add("policies", code, body, old.imported_at + timedelta(days=1 + len(made)))
        db.session.flush()
        made.append(came.id)
        return came.id

    yield make
    db.session.rollback()
    db.session.execute(sa.update(PlaybookVersion).values(corrected_by_id=None))
    db.session.execute(sa.delete(PlaybookVersion).where(PlaybookVersion.id.in_(made)))
    db.session.commit()


def speaks(days):
    """The id of the version of which the policies speak for what is bought so many days after the first version came."""
    store = factories.the_store()
    first = promises.versions(promises.playbook_of(store))[0][1]
    day = store.today(first) + timedelta(days=days)
    return promises.of_day(promises.playbook_of(store), store, day).version_id


def test_an_old_card_that_is_entered_later_has_the_version_that_puts_its_own_right(version):
    first, second, third = in_force("policies", "policies").id, version(), version()
    assert [speaks(days) for days in (0, 1, 2)] == [first, second, third]
    put_right(first, third)
    assert [speaks(days) for days in (-400, 0, 1, 2)] == [third, third, second, third]


def test_a_correction_of_a_correction_speaks_for_the_days_of_both(version):
    first, second, third = in_force("policies", "policies").id, version(), version()
    put_right(first, second)
    put_right(second, third)
    put_right(second, third)
    assert [speaks(days) for days in (0, 1, 2)] == [third, third, third]


def test_what_is_no_correction_is_refused_and_says_which_versions_there_are(version, app):
    first, second, other = in_force("policies", "policies").id, version(), version("others")
    book = in_force("playbook").id
    for wrong, right in ((first, other), (first, book), (book, first), (first, first), (first, 10**6)):
        with pytest.raises(NotACorrection):
            put_right(wrong, right)
    put_right(second, first)
    with pytest.raises(NotACorrection):
        put_right(first, second)
    assert f"  put right by {first}" in next(line for line in told() if line.startswith(f"{second}  "))
    db.session.commit()
    refused = app.test_cli_runner().invoke(args=["cover-again", "--wrong", str(first), "--right", str(book)])
    assert refused.exit_code == 1 and f"{first}  policies" in refused.output


def test_the_command_keeps_the_correction_only_when_told_to(version, app):
    first, second = in_force("policies", "policies").id, version()
    db.session.commit()
    args = ["cover-again", "--wrong", str(first), "--right", str(second)]
    assert app.test_cli_runner().invoke(args=args).exit_code == 0
    assert db.session.get(PlaybookVersion, first).corrected_by_id is None
    assert app.test_cli_runner().invoke(args=[*args, "--write"]).exit_code == 0
    db.session.expire_all()
    assert db.session.get(PlaybookVersion, first).corrected_by_id == second
