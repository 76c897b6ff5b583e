"""One record of each kind for a store, for the tests that walk every route."""

from datetime import timedelta

from counter.callbacks.models import Callback
from counter.card_imports.models import CardImport
from counter.checklists.models import Checklist, Fix, Item
from counter.customers.models import Consent, Customer, Phone
from counter.deliveries.models import Appointment
from counter.demo.hands import Hand
from counter.extensions import db
from counter.photos.keeping import keep
from counter.photos.preparing import prepare
from counter.playbooks.models import in_force
from counter.recalls.models import Recall, RecallCall
from counter.sales.models import Sale, SaleLine, SaleStep, Suggestion
from counter.serial_batches.models import SerialBatch
from counter.stock.moving import adjust
from counter.stores.models import Store, Tablet
from counter.supplier_claims.models import SupplierClaim, SupplierClaimBatch
from counter.tickets.models import Parcel, Ticket, TicketTransfer
from counter.upkeep.models import Visit
from counter.warranty import describing, linking
from counter.warranty.models import Card, CardLine, Repair
from tests.factories import NOW, a_product, the_person
from tests.photos import pictures

COMPANY = {"stores", "staff", "recalls"}  # by id, but of nobody's store alone


def one_of_each(store):
    """{kind: id}, all of the given store."""
    person, day = the_person("bo"), store.today(NOW)
    book, policies = in_force("playbook", store.playbook_code), in_force("policies")
    customer = Customer(name="陈晓明", address="和平路18号", made_at=NOW)
    customer.phones = [Phone(e164="+8613800138000", last4="8000", made_at=NOW)]
    customer.consents = [Consent(purpose="service_callback", given_at=NOW, given_by=person.id)]
    db.session.add(customer)
    customer.belongs_to(store.id)
    product, extra = a_product("X20"), a_product("CASE", category="case")
    adjust(store.id, extra.id, "shelf", 5)
    sale = Sale(store_id=store.id, customer=customer, person_id=person.id, currency="CNY", started_at=NOW)
    sale.playbook_version_id = book.id
    line = SaleLine(sale=sale, product=product, label=product.name, unit_price=product.price)
    flow = next(iter(book.body["flows"].values()))
    first = flow["steps"][0]
    step = SaleStep(stage=first["stage"], code=first["id"], label=first["label"], body=first, position=0)
    sale.steps = [step]
    db.session.add_all([sale, line])
    db.session.flush()
    offer = Suggestion(
        sale_id=sale.id, line_id=line.id, product_id=extra.id, rule="protect", reason=product.name
    )
    made = Appointment(
        store_id=store.id, customer=customer, sale_id=sale.id, on_date=day, address="和平路18号"
    )
    made.made_at, made.made_by = NOW, person.id
    card = Card(
        store_id=store.id, number="NMF2223G", customer_id=customer.id, sold_on=day, issued_by=person.id
    )
    card.customer_name, card.customer_phone, card.customer_address = (
        customer.name,
        "+8613800138000",
        "和平路18号",
    )
    card.issued_at, card.policies_version_id = NOW, policies.id
    said = describing.keep(describing.told(product.name, product.category_code, {}))
    card.lines = [CardLine(description=said, product_id=product.id)]
    call = Callback(
        store_id=store.id, customer=customer, source="x", plan="day_3", due_on=day, promised_by=person.id
    )
    call.promised_at, call.label = NOW, {"zh": "回访", "en": "call"}
    call.body = a_call_body(book.body)
    lists = Checklist(store_id=store.id, kind="opening", label={"zh": "清单", "en": "list"}, on_date=day)
    lists.playbook_version_id, lists.opened_at, lists.opened_by = book.id, NOW, person.id
    item = Item(
        section="tools", section_label=lists.label, code="pen", label=lists.label, subject_kind="store"
    )
    item.kind, item.position, item.state = "works", 0, "fix"
    lists.items = [item]
    tablet = Tablet(store_id=store.id, name="T", token_hash="t", enrolled_by=person.id, enrolled_at=NOW)
    import_ = CardImport(
        store_id=store.id, file_name="old.csv", digest="d", headings=["姓名"], lines=1, began_at=NOW
    )
    import_.began_by = person.id
    db.session.add_all([offer, made, card, call, lists, tablet, import_])
    db.session.flush()
    linking.link(card, Hand.of(person, store), NOW)
    photo = keep(prepare(pictures.upload(pictures.a_jpeg())), store.id, Hand.of(person, store), NOW)
    fix = Fix(
        store_id=store.id, item_id=item.id, label=lists.label, made_at=NOW, due_at=NOW + timedelta(hours=1)
    )
    repair = Repair(line_id=card.lines[0].id, kind="repair", taken_on=day, here=1)
    repair.noted_at, repair.noted_by = NOW, person.id
    ticket = Ticket(store_id=store.id, number="NM72224Z", customer=customer, kind="question", channel="phone")
    ticket.words, ticket.opened_at, ticket.opened_by, ticket.playbook_version_id = (
        "?",
        NOW,
        person.id,
        book.id,
    )
    ticket.card, ticket.line, ticket.with_store_id, ticket.photos = card, card.lines[0], store.id, [photo]
    visit = Visit(
        store_id=store.id,
        with_store_id=store.id,
        card=card,
        line=card.lines[0],
        code="tightening",
        number=1,
        due_on=day,
    )
    visit.playbook_version_id = in_force("playbook", "furniture_cn").id
    db.session.add_all([fix, repair, ticket, visit])
    db.session.flush()
    travel = a_transfer(ticket, store, person)
    batch = SupplierClaimBatch(store_id=store.id, sent_at=NOW, sent_by=person.id)
    claim = SupplierClaim(store_id=store.id, ticket_id=ticket.id, ticket_number=ticket.number, payer="maker")
    claim.debtor_key, claim.what, claim.amount, claim.currency = "maker:", "repair", 100, "CNY"
    claim.made_at, claim.made_by, claim.batch, claim.sent_at = NOW, person.id, batch, NOW
    words = {"zh": "召回", "en": "Recall"}
    recall = Recall(title=words, words=words, product_ids=[product.id], until_on=day, opened_at=NOW)
    recall.opened_by = person.id
    serials = SerialBatch(
        store_id=store.id, customer_id=customer.id, e164="+8613800138000", address="和平路18号"
    )
    serials.product_id, serials.sold_on, serials.lines = product.id, day, 0
    serials.began_at, serials.began_by = NOW, person.id
    db.session.add_all([claim, recall, serials])
    db.session.flush()
    db.session.add(
        RecallCall(recall_id=recall.id, store_id=store.id, customer_id=customer.id, source=call.source)
    )
    db.session.commit()
    ids = {"sale": sale.id, "line": line.id, "step": step.id, "suggestion": offer.id, "appointment": made.id}
    ids |= {
        "card": card.id,
        "import": import_.id,
        "callback": call.id,
        "fix": fix.id,
        "customer": customer.id,
        "product": product.id,
    }
    ids |= {
        "serial_batch": serials.id,
        "recall": recall.id,
        "supplier_claim": claim.id,
        "claim_batch": batch.id,
    }
    return ids | {"phone": customer.phones[0].id, "consent": customer.consents[0].id, "tablet": tablet.id,
                  "store": store.id, "person": person.id, "repair": repair.id, "ticket": ticket.id, "photo": photo.id,
                  "visit": visit.id, "thing": card.lines[0].id,
                  "parcel": travel.parcel_id, "transfer": travel.id, "day": day.isoformat()}  # fmt: skip


def a_transfer(ticket, store, person):
    """It went to the hub and came back."""
    hub = Store(
        code="HUB",
        playbook_code=store.playbook_code,
        name={"zh": "中心", "en": "hub"},
        address={"zh": "", "en": ""},
    )
    db.session.add(hub)
    db.session.flush()
    parcel = Parcel(from_store_id=store.id, to_store_id=hub.id, made_at=NOW, made_by=person.id)
    made = TicketTransfer(
        ticket_id=ticket.id, from_store_id=store.id, to_store_id=hub.id, was="received", parcel=parcel
    )
    made.out_at = made.late_at = made.in_at = NOW
    made.out_by, made.on_way = person.id, None
    db.session.add(made)
    db.session.flush()
    return made


def a_call_body(book):
    from counter.callbacks import promising

    plan = book["callback_plans"][0]
    make = getattr(promising, "body_of", None)
    return make(book, plan) if make else {**plan, "script": book["scripts"][plan["script"]]}


def values(rule, made):
    """What stands in the address of the rule: by the words before each number."""
    words = rule.rule.replace("/", " ").split()
    found = {}
    for place, word in enumerate(words):
        if not word.startswith("<"):
            continue
        name = word.strip("<>").split(":")[-1]
        found[name] = named(name, words[place - 1], made)
    return found


NOUNS = {
    "sales": "sale", "lines": "line", "steps": "step", "suggestions": "suggestion", "fixes": "fix",
    "warranty-cards": "card", "callbacks": "callback", "customers": "customer", "products": "product",
    "deliveries": "appointment", "appointments": "appointment", "phones": "phone", "tablets": "tablet",
    "stores": "store", "card-imports": "import", "people": "person", "consents": "consent", "repairs": "repair",
    "tickets": "ticket", "supplier-claims": "supplier_claim", "batches": "claim_batch", "recalls": "recall", "calls": "callback", "serial-batches": "serial_batch",
    "photos": "photo", "parcels": "parcel", "transfers": "transfer", "visits": "visit", "things": "thing",
}  # fmt: skip


def named(name, before, made):
    if name == "kind":
        return "opening"
    if name in ("on", "on_date", "day"):
        return made["day"]
    if name == "version":
        return 1
    if name == "purpose":
        return "service_callback"
    if before in NOUNS and name not in ("code", "subject"):
        return made[NOUNS[before]]
    return {"code": "pen", "subject": "-"}.get(name, "x")


def is_of_a_store(rule):
    """Whether the address names a record by its id, and so belongs to somebody's store."""
    is_of_company = rule.endpoint.split(".")[0] in COMPANY and not rule.rule.startswith("/warranty-cards/")
    return "<int" in rule.rule and not is_of_company


def is_ours(rule):
    return not rule.rule.startswith("/stores/")
