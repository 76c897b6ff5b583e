"""The list of a batch as a file: a line for each claim, no customer in it."""

from collections.abc import Iterator

from flask_babel import gettext as _

from counter import amounts
from counter.catalog.identifiers import kind_of
from counter.languages import iso, words
from counter.spreadsheets import MARK, as_csv
from counter.supplier_claims.models import SupplierClaim, SupplierClaimBatch
from counter.supplier_claims.wording import WHAT


def lines(batch: SupplierClaimBatch) -> Iterator[str]:
    heads = [
        _("Our number"),
        _("Your number"),
        _("Store"),
        _("Thing"),
        _("Serial numbers"),
        _("Found"),
        _("What was done"),
    ]
    heads += [_("Parts"), _("Day"), _("Amount"), _("Currency")]
    yield MARK + as_csv([heads])
    yield as_csv(line_of(claim) for claim in batch.claims)


def line_of(claim: SupplierClaim) -> list[str]:
    done = ", ".join(one for one in (str(WHAT[claim.what]), claim.work) if one)
    day = iso(claim.store.today(claim.made_at))
    told = [claim.ticket_number, claim.their_number, words(claim.store.name), words(claim.thing)]
    serials = ", ".join(f"{kind_of(value)} {value}" for value in claim.serials)
    told += [serials, words(claim.cause), done, parts_of(claim), day]
    return [*told, amounts.plain(claim.amount), claim.currency]


def parts_of(claim: SupplierClaim) -> str:
    return ", ".join(f"{part['label']} x{part['quantity']}" for part in claim.parts)
