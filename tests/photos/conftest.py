"""The app of these tests has the page of page.py, and a folder of its own for pictures."""

import pytest

from counter import create_app
from counter.extensions import db
from tests import factories
from tests.photos.page import add_to
from tests.support.browser_less import Visitor


@pytest.fixture(scope="session")
def app(database_url, tmp_path_factory):
    app = add_to(create_app(factories.settings(database_url, tmp_path_factory.mktemp("photos"))))
    app.test_client_class = Visitor
    with app.app_context():
        db.create_all()
        factories.load_ground()
    return app


@pytest.fixture(autouse=True)
def no_pictures_yet(app, tmp_path):
    app.config["PHOTOS_DIR"] = tmp_path / "photos"
