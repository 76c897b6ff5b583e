"""What the page of a sale shows: the stage looked at, the slip beside it, and what is being asked."""

from dataclasses import dataclass
from typing import Any

from flask import g, request
from flask_login import current_user

from counter.clock import now
from counter.customers.models import PURPOSES
from counter.customers.wording import PURPOSE
from counter.deliveries import moving
from counter.deliveries.forms import WORDS as SLOTS
from counter.deliveries.forms import DeliveryForm
from counter.extensions import db
from counter.forms import unfit
from counter.history import models as history
from counter.pages import render, wants_fragment
from counter.playbooks.categories import picture
from counter.sales import asking, granting, handing, pairing, speaking
from counter.sales.facts import delivers, is_main, is_service, of_lines, of_visit
from counter.sales.finding import book_of, store_of, the_sale
from counter.sales.forms import PaymentForm, method_words
from counter.sales.models import Sale, SaleStep
from counter.sales.money import by_kind, earnest_limit, plain
from counter.sales.presenting import Panels, panels
from counter.sales.staging import LAST, Stage, next_stage, stages
from counter.sales.stepping import may_waive
from counter.sales.terms import terms_of
from counter.sales.wording import deed_of
from counter.stock.moving import left
from counter.stores.facts import of_store
from counter.stores.models import Store


@dataclass
class Shown:
    """A sale as it lies on the counter."""

    sale: Sale
    store: Store
    book: dict[str, Any]
    stages: list[Stage]
    panels: Panels
    shelf: dict[int, int]
    handover: handing.Handover | None

    @property
    def stage(self) -> Stage:
        return next(stage for stage in self.stages if stage.is_here)

    @property
    def next(self) -> Stage | None:
        return next_stage(self.stages)

    @property
    def delivers(self) -> bool:
        return delivers(self.book)

    @property
    def takes_earnest(self) -> bool:
        return any(
            field.get("into") == "sale.earnest_money"
            for form in self.book["forms"].values()
            for field in form["fields"]
        )

    @property
    def earnest_limit(self) -> int:
        return earnest_limit(self.sale.total)

    @property
    def earnest(self) -> int:
        return by_kind(self.sale.payments, "earnest")

    @property
    def main(self) -> Any:
        return next((line for line in self.sale.live_lines if is_main(line.product, self.book)), None)

    @property
    def closing_lines(self) -> list[dict[str, Any]]:
        """Once the customer bargains or finds faults, what helps to decide lies on top (FU-26)."""
        if not any(step.answers.get("signals") for step in self.sale.steps):
            return []
        return self.panels.library("closing_lines")

    def fields(self, step: SaleStep) -> list[asking.Field]:
        facts = {**of_store(self.store, self.book), **of_visit(self.sale), **of_lines(self.sale, self.book)}
        return asking.fields_of(step.body, self.book, facts)

    def offers(self, rules: list[str]) -> list[Any]:
        """The suggestions of these rules; all that are left where attachments are the step itself."""
        return [one for one in self.sale.suggestions if one.rule in rules]

    def say(self, text: Any, row: str = "") -> str:
        """`row`: the line of a library, which may offer a choice of days or numbers instead of things."""
        choices = speaking.choices(row, self.panels.choices, self.store.today(now()))
        return speaking.filled(text, speaking.names(self.sale, self.store, current_user, choices))

    def there(self, product: Any) -> int | None:
        """How many are on the shelf; None for work, which no shelf holds."""
        return None if is_service(product, self.book) else self.shelf.get(product.id, 0)

    def may_waive(self) -> bool:
        handover = self.book["handovers"].get(self.book["flows"]["sale"]["handover"] or "", {})
        return bool(handover) and may_waive(handover["waiver"]["role"], self.book, current_user)

    def terms(self) -> list[tuple[str, str]]:
        thing = self.main.product if self.main else self.panels.item
        return terms_of(thing, self.store, self.book, self.store.today(now())) if thing else []

    def picture(self, category: str) -> str:
        return picture(category, self.book["categories"])

    def label(self, kind: str, code: str) -> Any:
        return next((one["label"] for one in self.book["lists"][kind] if one["id"] == code), "")


def shown(sale: Sale, here: str = "") -> Shown:
    book, store = book_of(sale), store_of(sale)
    found = stages(sale, book, here)
    is_last = next(stage.code for stage in found if stage.is_here) == LAST
    product = request.args.get("product", type=int)
    laid = Panels(book=book) if is_last else panels(sale, store, book, product, store.today(now()))
    ids = {line.product_id for line in sale.live_lines} | {one.product_id for one in sale.suggestions}
    state = handing.standing(sale, book) if is_last and not sale.is_handed_over else None
    return Shown(sale, store, book, found, laid, left(sale.store_id, list(ids)), state)


def page(sale: Sale, here: str = "", status: int = 200, **more: Any) -> Any:
    """The whole page, or for htmx the sale alone. `more`: forms as typed, what is wrong, units to choose from."""
    view = shown(sale, here)
    more.setdefault("payment", PaymentForm(formdata=None, amount=plain(max(sale.balance, 0))))
    more.setdefault("ending", pairing.form_of(sale, formdata=None, **ending(sale)))
    more.setdefault("delivery", DeliveryForm(formdata=None, **arranged(view)))
    if current_user.is_manager:
        more |= {"entries": history.of(sale), "deed_of": deed_of}
    if sale.is_handed_over:
        more |= {"card": handing.card_of(sale), "calls": handing.calls_of(sale)}
        offered = granting.offered_for(sale, now())
        more |= {"move": offered, "moves": moving.of_source(offered.source) if offered else []}
    more.setdefault("asked_step", request.args.get("step", type=int))
    words = {"slots": SLOTS, "methods": method_words, "purposes": PURPOSE, "PURPOSES": PURPOSES}
    answer = render(
        "sales/show.html", "sales/_sale.html", status, view=view, sale=sale, at=now(), **words, **more
    )
    if wants_fragment():  # whatever was pressed, the sale as a whole comes back
        answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#sale", "outerHTML"
    return answer


def ending(sale: Sale) -> dict[str, str]:
    customer = sale.customer
    return (
        {"name": customer.name, "phone": handing.e164_of(sale), "address": customer.address}
        if customer
        else {}
    )


def arranged(view: Shown) -> dict[str, Any]:
    """The delivery as agreed on, else the customer's address and the next day."""
    trip = view.handover.appointment if view.handover else None
    if trip:
        names = ("slot", "address", "floor", "has_lift", "note")
        return {"on": trip.on_date, **{name: getattr(trip, name) for name in names}}
    return {"address": view.sale.customer.address if view.sale.customer else ""}


def typed(name: str, limit: int = 100) -> str:
    """A text that is looked for: what can't be looked for is left out."""
    return "".join(
        character for character in request.form.get(name, "")[:limit] if not unfit(character)
    ).strip()


def trouble(number: int, sentence: Any, here: str = "", status: int = 422, **more: Any) -> Any:
    """What was begun is undone; the page says what is and what to do."""
    db.session.rollback()
    g.is_reading = True
    return page(the_sale(number), here, status, sentence=sentence, **more)
