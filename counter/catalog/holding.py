"""Whether there are pieces of a product, or slips with it: then it is kept track of as it is."""

from collections.abc import Callable

from counter.catalog.models import Category, Product
from counter.extensions import db

# Who keeps pieces of a product or names them. A feature adds itself in its init(), since the ground knows none of them.
HOLDERS: set[Callable[[Product], bool]] = set()


def is_held(product: Product) -> bool:
    return any(holds(product) for holds in HOLDERS)


def tracks_as(product: Product, kind: str) -> bool:
    """Whether things of that kind are told apart in the same way: by IMEI, by serial, or not at all."""
    return db.session.get_one(Category, kind).track == product.category.track
