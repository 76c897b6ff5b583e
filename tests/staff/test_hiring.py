"""A production database from nothing: a store, a manager, and the door opens."""

import pytest

from counter.extensions import db
from counter.staff.hiring import NotPossible, hire, open_store
from tests.factories import NOW, the_store
from tests.support.browser_less import Visitor


@pytest.mark.slow
def test_a_store_and_its_manager_from_the_command_line_can_sign_in(fresh):
    run = fresh.test_cli_runner().invoke
    opened = run(
        args=[
            "init-store",
            "--code",
            "QX",
            "--name",
            "桥西店",
            "--playbook",
            "furniture_cn",
            "--place",
            "CN-SD",
        ]
    )
    assert opened.exit_code == 0 and "Ready" in opened.output, opened.output
    with fresh.app_context():
        assert the_store("QX").jurisdictions == ["CN-SD", "CN"]
    wrong = run(args=["init-store", "--code", "QY", "--name", "店", "--opens-at", "noon"])
    assert wrong.exit_code == 1 and "This is no time: write it as 09:30." in wrong.output
    hired = run(
        args=[
            "add-staff",
            "--username",
            "lan",
            "--name",
            "兰",
            "--store",
            "QX",
            "--password",
            "long-enough",
            "--role",
            "manager",
        ]
    )
    assert hired.exit_code == 0, hired.output
    fresh.test_client_class = Visitor
    visitor = fresh.test_client()
    visitor.sign_in("lan", "long-enough")
    assert "桥西店" in visitor.get("/today").get_data(as_text=True)
    assert visitor.get("/checklists").status_code == 200


@pytest.mark.parametrize(
    ("code", "playbook"),
    [("N", "phone_cn"), ("NOON5", "phone_cn"), ("O1", "phone_cn"), ("NM", "phone_cn"), ("QX", "none")],
)
def test_a_store_that_can_t_be_is_refused_with_a_sentence(shop, code, playbook):
    with pytest.raises(NotPossible):
        open_store(code, "店", "", playbook)
    db.session.rollback()


@pytest.mark.parametrize(
    ("username", "role", "store", "password"),
    [
        ("ann", "manager", "NM", "long-enough"),
        ("new", "manager", None, "long-enough"),
        ("new", "manager", "ZZ", "long-enough"),
        ("new", "king", "NM", "long-enough"),
        ("new", "manager", "NM", "short"),
    ],
)
def test_a_person_who_can_t_be_is_refused_with_a_sentence(shop, username, role, store, password):
    with pytest.raises(NotPossible):
        hire(username, "新", role, store, password, NOW)
    db.session.rollback()
