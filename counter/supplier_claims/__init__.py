from typing import Any

from flask import Flask


def init(app: Flask) -> None:
    from counter.supplier_claims import wording

    app.jinja_env.globals["claims_of_ticket"] = claims_of_ticket
    app.jinja_env.globals["claim_debtor"] = lambda claim: wording.name_of(claim.debtor, claim.payer)


def claims_of_ticket(ticket_id: int) -> Any:
    """For the page of a ticket, which knows nothing of claims back itself."""
    from counter.supplier_claims.listing import of_ticket

    return of_ticket(ticket_id)
