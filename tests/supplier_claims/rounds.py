"""Rounds of one ticket, for tests: through the deeds themselves."""

from datetime import timedelta

from counter.extensions import db
from counter.history.models import note
from counter.supplier_claims import sending
from counter.tickets import claiming, closing, deciding, exchanging, fitting, stepping, withdrawing
from tests import factories
from tests.supplier_claims import claims
from tests.tickets import tickets
from tests.warranty import cards

PHONE = 369_900


class Counter:
    """Goes through rounds of one ticket by its deeds, and keeps what the store bore: in fen, and which parts."""

    def __init__(self, verdict="covered", serial="OLD00001"):
        self.at, self.me, self.verdict = factories.NOW, claims.manager(), verdict
        card = cards.a_card(product=claims.a_lark(), serials={"sn": serial})
        self.ticket = tickets.a_ticket(card, is_here=False, channel="phone", at=self.at)
        self.bore, self.parts, self.made, self.off = 0, [], 0, {}

    def later(self):
        self.at += timedelta(minutes=7)
        return self.at

    def decide(self, remedy, cause="workmanship", verdict=None, quote=None):
        verdict = verdict or self.verdict
        reason = "" if verdict == "covered" else "x"
        deciding.decide(self.ticket, cause, verdict, remedy, reason, quote, self.me, self.later())

    def fit(self, price, is_borne=True):
        part = fitting.add(self.ticket, "屏幕总成", 1, price, self.me, self.later())
        db.session.flush()
        if is_borne:
            self.bore, self.parts = self.bore + price, [*self.parts, part.id]
        return part

    def repair(self, *prices, cause="workmanship", is_borne=True, verdict=None, quote=None):
        self.decide("repair", cause, verdict, quote)
        for price in prices:
            self.fit(price, is_borne)
        if quote:
            deciding.answer_quote(self.ticket, True, self.me, self.later())
        stepping.go(self.ticket, "ready", "", self.me, self.later())
        self.end("cash" if quote else "")

    def exchange(self, *prices):
        self.decide("exchange")
        for price in prices:
            self.fit(price)
        self.made += 1
        serials = {"sn": f"NEW{self.made:05}"}
        exchanging.exchange(
            self.ticket, None, serials, self.me, self.later(), self.ticket.store.today(self.at)
        )
        self.bore += PHONE

    def withdraw(self):
        withdrawing.withdraw(self.ticket, "扫错", self.me, self.later())
        self.bore -= PHONE

    def take_off(self, part):
        """What was sent claims it still, until it is out of its list."""
        telling = [one for one in self.claims() if part.id in [each["id"] for each in one.parts]]
        if telling and telling[0].is_sent:
            self.off[part.id] = part.price
        elif part.id in self.parts:
            self.bore -= part.price
            self.parts.remove(part.id)
        fitting.remove(self.ticket, part, self.me, self.later())
        db.session.flush()

    def unlist(self, claim):
        for number in {part["id"] for part in claim.parts} & set(self.off):
            self.bore -= self.off.pop(number)
            self.parts.remove(number)
        sending.withdraw(claim, self.me, self.later())

    def give(self, amount):
        """The store's own gift, as long as nobody claims it."""
        self.decide("price_reduction", verdict="goodwill")
        self.pay_back(amount)

    def lower(self, amount):
        """No rule of phones gives it, so it is decided as goodwill."""
        self.decide("price_reduction", verdict="goodwill")
        self.ticket.verdict = self.verdict
        self.pay_back(amount)
        self.claim()
        self.bore += amount

    def pay_back(self, amount):
        """As selling does it: the ticket knows the sum of all that went back, its history each of it."""
        at = self.later()
        self.ticket.refund = (self.ticket.refund or 0) + amount
        self.ticket.refunded_at, self.ticket.collected_at = at, at
        stepping.arrive(self.ticket, "collected", "", self.me, at)
        note(self.me, "refund", self.ticket, at, {"amount": amount, "method": "cash"})
        claiming.claim_back(self.ticket, self.me, at)

    def claim(self):
        if self.verdict == "covered":
            claiming.claim_back(self.ticket, self.me, self.later())
        elif claiming.may_ask(self.ticket):
            claiming.ask_for(self.ticket, self.me, self.later())

    def end(self, method=""):
        closing.close(self.ticket, 5, "", "", "", self.me, self.later(), method)

    def again(self):
        if self.ticket.is_open:
            self.end()
        closing.reopen(self.ticket, "又坏了", self.me, self.later())

    def send(self):
        for one in self.claims():
            if not one.is_sent:
                sending.send([one], self.me, self.later())

    def claims(self):
        db.session.flush()
        return claims.the_claims()
