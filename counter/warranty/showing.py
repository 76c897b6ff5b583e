"""The card's page, and what its forms need where one of them came back."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from flask_login import current_user

from counter.clock import now
from counter.customers import phones
from counter.history import models as history
from counter.languages import words
from counter.links.addressing import path_of
from counter.pages import render
from counter.warranty import correcting, linking, papers, pieces, promises, repairing, saying, waiting
from counter.warranty.forms import ExchangeForm, GiveBackForm, PiecesForm, RepairForm, VoidForm
from counter.warranty.models import Card, CardLine, Repair
from counter.warranty.revealing import is_ours
from counter.warranty.terms import UNLISTED, WHOLE
from counter.warranty.wording import deed_of


def shown(card: Card, status: int = 200, trouble: Any = None, **forms: Any) -> Any:
    """forms: form (void), repair, back, exchange, as they came back; others are fresh. back_late among them: which repair was
    back already. trouble: what can't be done, and why."""
    today = current_user.store.today(now())
    paper = papers.read(card, today)
    is_own = is_ours(card, current_user)
    entries = history.of(card) if current_user.is_manager and is_own else []
    kept_apart = history.personal(entries) if entries else {}
    fresh: dict[str, Any] = {
        "form": VoidForm(formdata=None),
        "repair": fitted(RepairForm(formdata=None, on=today), card),
        "back": GiveBackForm(formdata=None, back_on=today),
        "exchange": fitted(ExchangeForm(formdata=None, prefix="new", on=today), card),
    }
    kept: dict[str, Any] = {
        "entries": entries,
        "deed_of": lambda entry: deed_of(entry, kept_apart),
        "is_own": is_own,
        "may_correct": is_own and correcting.may_correct(card, paper.store, current_user, now()),
        "link": linking.current(card, now()),
        "path_of": path_of,
        "record": record_of(card),
        "may_strike_out": repairing.may_strike_out,
        "standing": repairing.standing(*card.lines),
        "back_late": None,
        "back_of": back_of,
        "faults": faults_of(card),
        "due_of": due_of(card, today),
        "told_first": waiting.told_first(card, paper.given),
        "proof": proof_of(card, today),
        "today_is": today,
        "trouble": trouble,
    }
    more = {**words_for(card), **kept, **fresh, **forms}
    return render("warranty/show.html", status=status, card=card, paper=paper, **more)


def back_of(form: GiveBackForm, repair: Repair) -> GiveBackForm:
    """With ids of its own: there is one for each that is here."""
    for field in form:
        field.id = f"{field.name}-{repair.id}"
    return form


def words_for(card: Card) -> dict[str, Any]:
    said = {
        name: getattr(saying, name)
        for name in ("remedy_word", "layer_word", "ask_word", "doubt_sentence", "perhaps_word", "over")
    }
    numbers_of = {"shown_number": papers.number_of(card), "phone": phones.shown(card.customer_phone)}
    return {
        **said,
        **numbers_of,
        "joint": saying.joint(),
        "comma": saying.comma(),
        "kinds": papers.KINDS,
        "grouped": papers.grouped,
    }


def record_of(card: Card) -> list[Repair]:
    """The repair record of all that is on the card, the newest first."""
    repairs = [repair for line in card.lines for repair in line.repairs]
    return sorted(repairs, key=lambda one: (one.taken_on, one.id), reverse=True)


def fitted(form: Any, card: Card) -> Any:
    """The things of this card that are still the customer's, with their parts, and the faults that their rules name. Of several
    things each choice says whose part it is: of a list that is shut one sees nothing else."""
    kept = promises.of_version(card.policies_version_id)
    things = told_apart([line for line in card.lines if line.returned_on is None])

    def called(name: str, part: str) -> Any:
        said = words(kept.parts.get(part, {"zh": part}))
        return said if len(things) == 1 else _("%(part)s: %(thing)s", part=said, thing=name)

    form.what.choices = {
        name: [
            (f"{line.id}:{'' if part == WHOLE else part}", called(name, part))
            for part in (WHOLE, *line.facts.get("parts", ()))
        ]
        for name, line in things
    }
    if isinstance(form, PiecesForm):
        form.count({str(line.id): line.quantity for line in card.lines if line.returned_on is None})
    if hasattr(form, "fault"):
        form.fault.choices = fault_choices(card)
        form.faults = {str(line.id): faults_for(line) for line in card.lines}
    return form


def first_of(form: Any) -> str:
    """What is chosen before anybody chooses; "" where nothing is left."""
    return next((value for group in form.what.choices.values() for value, _label in group), "")


def told_apart(lines: Sequence[CardLine]) -> list[tuple[str, CardLine]]:
    """Each thing under a name of its own: where two are called alike, with the end of its serial, else with its number."""
    called = Counter(pieces.called(line) for line in lines)
    found: dict[str, CardLine] = {}
    for number, line in enumerate(lines, 1):
        name = pieces.called(line)
        if called[name] > 1:
            serial = line.identifiers[0].value if line.identifiers else ""
            name = f"{name} {serial[-4:] or number}"
        found[name if name not in found else f"{name} ({number})"] = line
    return list(found.items())


def fault_choices(card: Card, *lines: CardLine) -> list[tuple[str, Any]]:
    """Those of these things, or of all that are still the customer's; of one that not all of them have it is said whose it is."""
    things = lines or [line for line in card.lines if line.returned_on is None]
    lists = [(words(line.label), faults_for(line)) for line in things]
    found: dict[str, Any] = {}
    for code, said in {code: said for _name, rows in lists for code, said in rows.items()}.items():
        whose = [name for name, rows in lists if code in rows]
        thing = saying.joint().join(dict.fromkeys(whose))
        is_shared = len(whose) == len(lists)
        found[code] = said if is_shared else _("%(part)s: %(thing)s", part=said, thing=thing)
    return [("", _("Not looked at yet")), *found.items(), (UNLISTED, _("Not on the list"))]


def proof_of(card: Card, today: Any) -> Any:
    """The last day on which a fault counts as there from the start; None once it is over."""
    days = [day for line in card.lines[:1] if (day := waiting.proof_until(line, card))]
    return max((day for day in days if day >= today), default=None)


def due_of(card: Card, today: Any) -> dict[int, Any]:
    """For what is here for repair: (what is due to the customer by now, what will be next)."""
    return {one.id: waiting.of(one, card, today) for one in record_of(card) if one.is_here}


def faults_of(card: Card) -> dict[str, str]:
    return {code: said for line in card.lines for code, said in faults_for(line).items()}


def faults_for(line: CardLine) -> dict[str, str]:
    kept = promises.of_version(line.card.policies_version_id)
    return {code: words(row["label"]) for code, row in kept.faults_for(line.facts).items()}
