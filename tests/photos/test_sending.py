"""Through a real form: kept once, refused in words, nothing lost; and shown to the people of the store alone."""

import io
import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from PIL import Image

from counter.access import staff
from counter.extensions import db
from counter.photos import keeping, preparing, taking
from counter.photos.models import Photo
from tests import factories
from tests.photos import pictures
from tests.support.queries import counted

KEY = "0123456789abcdef0123"
SIGNED = pictures.a_signature()

pytestmark = pytest.mark.slow


def send(
    visitor, *photos, words="the frame is bent", signature=SIGNED, operation_id=None, htmx=False, **more
):
    """`photos` are bodies, or (body, name)."""
    named = [one if isinstance(one, tuple) else (one, "front.jpg") for one in photos]
    fields = {"words": words, "photos": [pictures.sendable(*one) for one in named], **more}
    if signature:
        fields["signature"] = pictures.sendable(signature, "signature.png")
    return visitor.send("/tried", operation_id, htmx, **fields)


def text_of(answer):
    return answer.get_data(as_text=True).replace("&#34;", '"').replace("&#39;", "'").replace("&amp;", "&")


def said(answer, field="photos"):
    found = re.search(rf'id="{field}-error">.*?<span>(.*?)</span>', text_of(answer), re.S)
    return found[1] if found else ""


def kept_words(answer, field="photos"):
    return re.findall(rf'name="{field}-kept" value="([^"]+)"', text_of(answer))


def rows():
    db.session.rollback()
    return db.session.scalars(sa.select(Photo).order_by(Photo.id)).all()


def test_pictures_and_a_signature_are_kept_with_the_write(ann):
    answer = send(ann, pictures.a_jpeg(), (pictures.a_jpeg(640), "back.jpg"))
    assert answer.status_code == 303
    assert [(one.kind, one.media_type) for one in rows()] == [
        ("photo", "image/jpeg"), ("photo", "image/jpeg"), ("signature", "image/png"),
    ]  # fmt: skip
    assert {one.store_id for one in rows()} == {factories.the_store().id}
    assert all(f"/photos/{one.id}/small" in text_of(ann.get("/tried")) for one in rows())


def test_htmx_gets_the_fragment_and_a_wrong_one_its_form(ann):
    assert "/small" in text_of(send(ann, pictures.a_jpeg(), htmx=True))
    answer = send(ann, b"<svg/>", htmx=True)
    assert answer.status_code == 422 and "<html" not in text_of(answer) and "not a picture" in said(answer)


def test_a_double_tap_with_pictures_is_one_write(ann):
    for _ in range(2):
        assert send(ann, pictures.a_jpeg(), pictures.a_jpeg(640), operation_id=KEY).status_code == 303
    assert len(rows()) == 3


@pytest.mark.parametrize("other", [
    [pictures.a_jpeg(641), pictures.a_jpeg(640)], [pictures.a_jpeg(642)], [],
    [pictures.a_jpeg(642)[:2000], pictures.a_jpeg(642)[2000:] + pictures.a_jpeg(640)],
])  # fmt: skip
def test_the_same_id_with_other_pictures_is_asked_about_and_keeps_nothing_of_them(ann, other):
    send(ann, pictures.a_jpeg(642), pictures.a_jpeg(640), operation_id=KEY)
    before = [one.id for one in rows()]
    answer = send(ann, *other, operation_id=KEY)
    assert answer.status_code == 409 and "already sent" in text_of(answer)
    assert [one.id for one in rows()] == before
    assert send(ann, pictures.a_jpeg(642), pictures.a_jpeg(640), operation_id=KEY).status_code == 303


def test_each_file_that_is_none_is_named_and_the_good_ones_and_the_words_stay(ann):
    answer = send(ann, (b"<html>", "a<b>.html"), pictures.a_jpeg(), (pictures.a_jpeg()[:4000], "cut.jpg"))
    sentence = said(answer)
    assert answer.status_code == 422 and rows() == []
    assert "“a&lt;b&gt;.html” is not a picture" in sentence and "“cut.jpg” is broken" in sentence
    assert 'value="the frame is bent"' in text_of(answer)
    assert len(kept_words(answer)) == 1 and len(kept_words(answer, "signature")) == 1
    again = send(ann, signature=None, **{"photos-kept": kept_words(answer), "signature-kept": kept_words(answer, "signature")})  # fmt: skip
    assert again.status_code == 303 and [one.kind for one in rows()] == ["photo", "signature"]


def test_an_error_elsewhere_loses_no_picture(ann):
    answer = send(ann, pictures.a_jpeg(), words="")
    assert answer.status_code == 422 and said(answer) == "" and "Say what is wrong." in text_of(answer)
    shown = re.search(r'src="data:image/jpeg;base64,([^"]+)"', text_of(answer))
    assert shown
    more = {"photos-kept": kept_words(answer), "signature-kept": kept_words(answer, "signature")}
    assert send(ann, pictures.a_jpeg(), pictures.a_jpeg(640), signature=None, **more).status_code == 303
    assert len(rows()) == 3  # what was kept and chosen again is one


def test_the_word_for_a_picture_is_good_for_its_person_its_kind_and_a_day(ann, bo, monkeypatch):
    answer = send(ann, pictures.a_jpeg(), words="")
    photo, signature = kept_words(answer)[0], kept_words(answer, "signature")[0]
    for visitor, word in ((bo, photo), (ann, photo + "x"), (ann, signature), (ann, "\0"), (ann, "x" * 9000)):
        refused = send(visitor, **{"photos-kept": word})
        assert refused.status_code == 422 and "sent before is gone" in said(refused)
    monkeypatch.setattr(taking, "DAY", -1)
    assert "sent before is gone" in said(send(ann, **{"photos-kept": photo}))
    monkeypatch.undo()
    keeping.place_of(rows_digest(photo)).unlink()
    assert "sent before is gone" in said(send(ann, **{"photos-kept": photo}))
    assert rows() == []


def rows_digest(word):
    return taking.signer().loads(word)[1][5]


def test_at_most_six_pictures(ann):
    answer = send(ann, *(pictures.a_jpeg(600 + place) for place in range(7)))
    assert answer.status_code == 422 and said(answer) == "At most 6 pictures. Leave some out."
    assert len(kept_words(answer)) == 6
    more = {"photos-kept": kept_words(answer), "signature-kept": kept_words(answer, "signature")}
    assert send(ann, signature=None, **more).status_code == 303 and len(rows()) == 7
    assert send(ann, *(b"x" for _ in range(400))).status_code == 422


def test_no_picture_is_fine_and_no_signature_only_on_paper(ann):
    answer = send(ann, signature=None)
    assert answer.status_code == 422 and "tick that they sign on the printed slip" in said(
        answer, "signature"
    )
    assert send(ann, signature=None, **{"signature-on_paper": "1"}).status_code == 303 and rows() == []
    assert ann.send("/tried", words="x", **{"signature-on_paper": "1"}).status_code == 303  # not even a field
    empty = send(ann, signature=pictures.a_signature(length=0))
    assert "Nothing is signed yet" in said(empty, "signature")


def test_names_with_nul_paths_and_odd_letters_are_calm(ann):
    for name in ("a\0b.jpg", "../../../etc/passwd", "C:\\x\\y.jpg", "图.jpg", "\u202egnp.exe", "x" * 3000):
        assert send(ann, (pictures.a_jpeg(), name)).status_code == 303
        assert send(ann, (b"no", name)).status_code == 422
    assert len(rows()) == 2


def test_a_picture_sent_as_words_is_no_picture(ann):
    answer = ann.send("/tried", words="x", photos="data:image/png;base64,AAAA", signature="x")
    assert answer.status_code == 422 and rows() == []


def test_too_much_at_once_is_a_calm_page(ann, visit):
    big = bytes(12 * 1024**2)
    assert "bigger than 12 MB" in said(send(ann, big + b"x"))
    answer = send(ann, *([big] * 7))
    assert answer.status_code == 413 and "The pictures are too big together." in text_of(answer)
    answer = send(ann, *([big] * 7), htmx=True)
    assert answer.status_code == 413 and answer.headers["HX-Retarget"] == "#notices"
    stranger = visit()
    stranger.get("/login")
    assert send(stranger, big).status_code == 413  # no room for whoever is signed in nowhere
    assert ann.send("/me/language", language="x" * 3 * 1024**2).status_code == 413 and rows() == []


def test_a_sending_that_was_cut_off_is_told_so(ann):
    whole = (
        b'--b\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n' + ann.csrf.encode()
        + b'\r\n--b\r\nContent-Disposition: form-data; name="photos"; filename="a.jpg"\r\n\r\n' + pictures.a_jpeg()
    )  # fmt: skip
    answer = ann.post("/tried", data=whole, content_type="multipart/form-data; boundary=b")
    assert answer.status_code == 400 and "arrived incomplete" in text_of(answer)
    answer = ann.post("/tried", data=b"", content_type="multipart/form-data")
    assert answer.status_code == 400 and rows() == []


def test_a_full_disk_is_said_at_the_field(ann, monkeypatch):
    def full(*rest):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keeping, "write_whole", full)
    answer = send(ann, pictures.a_jpeg())
    assert answer.status_code == 422 and "“front.jpg” can't be stored just now." in said(answer)
    assert rows() == []


def test_pictures_are_prepared_before_the_write_takes_its_lock(app, ann, monkeypatch):
    seen = []
    real = taking.prepare

    def watched(file, kind):
        seen.append(db.session.connection().in_transaction() if db.session.registry.has() and db.session().in_transaction() else False)  # fmt: skip
        return real(file, kind)

    monkeypatch.setattr(taking, "prepare", watched)
    assert send(ann, pictures.a_jpeg()).status_code == 303 and seen == [False, False]


def test_a_form_whose_view_takes_no_pictures_is_a_mistake_of_ours(app, ann, monkeypatch):
    bare = staff(app.view_functions["tried.create"].__wrapped__)
    monkeypatch.setitem(app.view_functions, "tried.create", bare)
    assert send(ann, pictures.a_jpeg()).status_code == 500 and rows() == []


def test_a_picture_is_shown_to_its_store_alone(ann, bo, cy, dee, visit):
    send(ann, pictures.with_words())
    photo, signature = rows()
    for visitor in (ann, bo, dee):
        large, small = visitor.get(f"/photos/{photo.id}"), visitor.get(f"/photos/{photo.id}/small")
        assert (large.status_code, small.status_code, large.mimetype) == (200, 200, "image/jpeg")
        assert Image.open(io.BytesIO(large.data)).size == (photo.width, photo.height) == (600, 800)
        assert max(Image.open(io.BytesIO(small.data)).size) == 320
        assert pictures.PLACE not in large.data + small.data
    assert ann.get(f"/photos/{signature.id}").mimetype == "image/png"
    for path in (f"/photos/{photo.id}", f"/photos/{photo.id}/small", "/photos/99999", "/photos/0"):
        assert cy.get(path).status_code == 404
    assert visit().get(f"/photos/{photo.id}").status_code == 303
    send(cy, pictures.with_words())  # the same content, in another store: a row of its own
    own = rows()[-2]
    assert cy.get(f"/photos/{own.id}").status_code == 200 and ann.get(f"/photos/{own.id}").status_code == 404


def test_a_picture_costs_the_person_and_the_row(ann):
    send(ann, pictures.a_jpeg())
    path = f"/photos/{rows()[0].id}/small"
    with counted() as asked:
        assert ann.get(path).status_code == 200
    assert len(asked) == 2


def test_a_browser_keeps_it_for_who_is_signed_in_and_runs_nothing_in_it(ann):
    send(ann, pictures.a_jpeg())
    photo = rows()[0]
    answer = ann.get(f"/photos/{photo.id}")
    assert answer.headers["Cache-Control"] == "private, max-age=86400, immutable"
    assert "Cookie" in answer.headers["Vary"] and answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == f"inline; filename=photo-{photo.id}.jpg"
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    again = ann.get(f"/photos/{photo.id}", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304 and again.data == b""
    part = ann.get(f"/photos/{photo.id}", headers={"Range": "bytes=0-99"})
    assert part.status_code in (200, 206)
    keeping.place_of(photo.digest).unlink()
    assert ann.get(f"/photos/{photo.id}").status_code == 404


def test_six_tablets_at_once_need_the_memory_of_one(monkeypatch):
    at_work, most = [], []

    def slowly(image, name):
        at_work.append(1)
        most.append(len(at_work))
        time.sleep(0.02)
        at_work.pop()
        return preparing.photo(image, name)

    monkeypatch.setitem(preparing.MAKING, "photo", slowly)
    uploads = [pictures.upload(pictures.a_jpeg(60, 60)) for _ in range(6)]
    with ThreadPoolExecutor(6) as hands:
        assert len({one.digest for one in hands.map(preparing.prepare, uploads)}) == 1
    assert most == [1] * 6
