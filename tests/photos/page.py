"""A page with both fields, for the tests alone: what a feature that takes pictures looks like."""

from pathlib import Path

from flask import Blueprint
from flask_login import current_user
from wtforms import StringField
from wtforms.validators import InputRequired

from counter.access import staff
from counter.clock import now
from counter.extensions import db
from counter.forms import Form, at_most
from counter.history.models import note
from counter.operations.once import done, once
from counter.pages import render
from counter.photos.forms import PhotosField, SignatureField
from counter.photos.keeping import keep
from counter.photos.models import Photo
from counter.photos.taking import takes_photos
from counter.scope import seen
from counter.stores.models import Store

blueprint = Blueprint("tried", __name__, template_folder=str(Path(__file__).parent / "pages"))


class TriedForm(Form):
    words = StringField("What is wrong", [InputRequired("Say what is wrong."), at_most(300)])
    photos = PhotosField("Pictures of its condition")
    signature = SignatureField("Signature")


@blueprint.get("/tried")
@staff
def show():
    return shown(TriedForm(formdata=None))


def shown(form, status=200):
    photos = db.session.scalars(seen(Photo).order_by(Photo.id)).all()
    return render("tried.html", "_tried.html", status, form=form, photos=photos)


@blueprint.post("/tried")
@staff
@takes_photos(TriedForm)
@once
def create():
    form, at = TriedForm(), now()
    if not form.validate_on_submit():
        return shown(form, 422)
    store = db.session.get_one(Store, current_user.store.id)
    for one in [*form.photos.prepared, *filter(None, [form.signature.prepared])]:
        keep(one, store.id, current_user, at)
    note(current_user, "try", store, at)
    return done("tried.show")


def add_to(app):
    app.register_blueprint(blueprint)
    return app
