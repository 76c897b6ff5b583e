"""The shape of vocabulary.yaml, the words that code knows."""

from typing import Literal

from counter.playbooks.schema.words import Id, Shape, Version


class Fact(Shape):
    kind: Literal["yes_no", "number", "choice", "list", "category"]
    values: list[str] = []
    of: str | None = None  # the list of the playbook


class Vocabulary(Shape):
    kind: Literal["vocabulary"]
    id: Id
    version: Version
    ranks: list[str]
    facts: dict[str, Fact]
    fact_places: dict[Id, list[str]]
    events: list[str]
    item_types: list[str]
    per_kinds: list[str]
    field_types: list[str]
    pictures: list[str]
    question_types: list[str]
    checks: list[str]
    sources: list[str]
    targets: list[str]
    panels: list[str]
    scans: list[str]
    deeds: list[str]
    prints: list[str]
    consents: list[str]
    audiences: list[str]
    outcome_deeds: list[str]
    answer_deeds: list[str]
    channels: list[str]
    message_classes: list[str]
    placeholders: dict[Id, list[str]]
    calendars: list[str]
    tones: list[str]
    layers: list[str]
    certainty: list[str]
    basis_days: list[str]
    claim_days: list[str]
    remedies: list[str]
    counted: list[str]
    counted_over: list[str]
    countings: list[str]
    repair_time_effects: list[str]
    renewal_effects: list[str]
    clock_marks: list[str]
    ticket_states: list[str]
