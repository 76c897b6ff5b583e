"""The file first, whole, once for all stores; the row with the write, once for each store."""

import pytest
import sqlalchemy as sa

from counter.demo.hands import Hand
from counter.extensions import db
from counter.history.models import HistoryEntry
from counter.photos import keeping
from counter.photos.models import Photo
from counter.photos.preparing import prepare
from tests import factories
from tests.photos import pictures


@pytest.fixture(autouse=True)
def here(shop):
    pass


def prepared(width=300):
    return prepare(pictures.upload(pictures.a_jpeg(width, 200)))


def kept(one, code="NM"):
    store = factories.the_store(code)
    return keeping.keep(one, store.id, Hand.of(factories.the_person("ann"), store), factories.NOW)


def files(app):
    return sorted(file for file in app.config["PHOTOS_DIR"].rglob("*") if file.is_file())


def rows():
    return db.session.scalar(sa.select(sa.func.count()).select_from(Photo))


def test_it_lies_under_its_content_with_the_small_one_beside_it(app):
    one = prepared()
    photo = kept(one)
    place = app.config["PHOTOS_DIR"] / one.digest[:2] / one.digest
    assert place.read_bytes() == one.body and files(app) == [place, place.with_name(f"{one.digest}-small")]
    assert (photo.digest, photo.width, photo.height, photo.bytes) == (one.digest, 300, 200, len(one.body))
    assert (photo.kind, photo.media_type, photo.taken_at) == ("photo", "image/jpeg", factories.NOW)
    entry = db.session.scalar(sa.select(HistoryEntry).where(HistoryEntry.record_kind == "photos"))
    assert (entry.verb, entry.record_id, entry.store_id) == ("keep", photo.id, photo.store_id)


def test_the_same_content_twice_is_one_file_and_one_row_a_store(app):
    first, again, elsewhere = kept(prepared()), kept(prepared()), kept(prepared(), "JJ")
    assert first.id == again.id != elsewhere.id and rows() == 2 and len(files(app)) == 2
    assert kept(prepared(301)).id != first.id and rows() == 3 and len(files(app)) == 4


def test_a_write_that_is_taken_back_leaves_a_file_and_no_row(app):
    kept(prepared())
    db.session.rollback()
    assert rows() == 0 and len(files(app)) == 2
    kept(prepared())
    assert rows() == 1 and len(files(app)) == 2


def test_a_row_without_its_file_does_not_come_about(app, monkeypatch):
    laid = keeping.lay_down(prepared())
    assert laid.body is None and kept(laid).id
    db.session.rollback()
    for file in files(app):
        file.unlink()
    with pytest.raises(FileNotFoundError):
        kept(laid)

    def full(*rest):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keeping.os, "fsync", full)
    with pytest.raises(OSError):
        kept(prepared())
    assert rows() == 0 and files(app) == []  # nothing half written either


def test_two_sendings_of_one_picture_at_once_wait_for_each_other(app):
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has one writer")
    store, person = factories.the_store(), factories.the_person("ann")
    db.session.commit()
    one = keeping.lay_down(prepared())
    with db.engine.connect() as other:
        values = {"store_id": store.id, "digest": one.digest, "kind": "photo", "media_type": one.media_type}
        values |= {"width": 1, "height": 1, "bytes": 1, "taken_at": factories.NOW, "taken_by": person.id}
        other.execute(sa.insert(Photo).values(values))
        other.commit()
    assert kept(one).bytes == 1 and rows() == 1
