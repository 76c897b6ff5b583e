"""A run of many short writes: checked whole, approved by somebody, then gone through chunk by chunk while tablets write."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any

from flask import Blueprint
from flask_login import current_user

from counter.access import managers
from counter.clock import now
from counter.errors import page
from counter.extensions import db
from counter.operations.once import done, once
from counter.scope import find
from counter.stores.models import Store

Deed = Callable[[Any, Any, Any], None]
SHORT = 0.5  # seconds that a chunk may keep the tablets waiting
LEAST = 50  # lines; what a chunk costs without any would be most of it with fewer


class NotThisStage(ValueError):
    """Somebody took it further, or gave it up."""


def lock(run: Any) -> None:
    """Two tablets that show the same run ask for its next chunk one after the other."""
    db.session.refresh(run, with_for_update={"key_share": True})


class Pace:
    """How many lines the next chunk takes: as many as this process, by its last chunks, gets done in a short write. A
    machine that is slow, or busy with others, takes fewer."""

    def __init__(self) -> None:
        self.each = 0.0  # seconds a line

    def lines(self, most: int) -> int:
        return most if not self.each else max(min(most, int(SHORT / self.each)), min(most, LEAST))

    @contextmanager
    def going(self, lines: int) -> Iterator[None]:
        began = monotonic()
        yield
        if lines >= LEAST:  # of a few lines one learns only what a chunk costs without any
            each = (monotonic() - began) / lines
            self.each = max(each, (self.each + each) / 2)  # slower at once, faster by and by


@dataclass(frozen=True)
class Stages:
    """The views that take a run of `model` further; each is answered by the page that shows it. too_late: what is said to
    who approves or gives up what somebody else took further (the deed raises NotThisStage)."""

    blueprint: Blueprint
    model: Any
    go_on: Callable[[Any, Store, Any, Any], None]
    approve: Deed
    abandon: Deed
    too_late: Any

    def lay(self, path: str) -> None:
        """path: /card-imports, say."""

        @managers
        @once
        def go_on(number: int) -> Any:
            """The next chunk; the page asks for it by itself."""
            run = find(self.model, number)
            self.go_on(run, db.session.get_one(Store, run.store_id), current_user, now())
            return self.shown(number)

        @managers
        @once
        def approve(number: int) -> Any:
            return self.step(number, self.approve)

        @managers
        @once
        def abandon(number: int) -> Any:
            return self.step(number, self.abandon)

        for act, view in (("continuation", go_on), ("approval", approve), ("abandonment", abandon)):
            self.blueprint.post(f"{path}/<int:number>/{act}")(view)

    def step(self, number: int, deed: Deed) -> Any:
        try:
            deed(find(self.model, number), current_user, now())
        except NotThisStage:
            return page(409, self.too_late)
        return self.shown(number)

    def shown(self, number: int) -> Any:
        return done(f"{self.blueprint.name}.show", number=number)
