"""Which conditions may stand where: only facts that are known there, compared in a way that fits their kind."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, ValidationInfo

from counter.playbooks.conditions import BOUNDS
from counter.playbooks.schema.words import refuse


def asked_in(place: str) -> AfterValidator:
    """A condition whose facts belong to the groups that the vocabulary names for `place`."""

    def check(condition: dict[str, Any] | None, info: ValidationInfo) -> dict[str, Any] | None:
        if condition is not None and info.context:
            _check(condition, place, info.context, ())
        return condition

    return AfterValidator(check)


When = dict[str, Any] | None
ItemCondition = Annotated[When, asked_in("checklist_item")]
FieldCondition = Annotated[When, asked_in("field")]
PointCondition = Annotated[When, asked_in("talking_point")]
StepCondition = Annotated[When, asked_in("step")]
AttachmentCondition = Annotated[When, asked_in("attachment")]
HandoverCondition = Annotated[When, asked_in("handover_step")]
CallbackCondition = Annotated[When, asked_in("callback")]
PolicyCondition = Annotated[When, asked_in("policy")]
ClockCondition = Annotated[When, asked_in("clock")]
VisitCondition = Annotated[When, asked_in("recurrence")]
OccasionCondition = Annotated[When, asked_in("occasion")]


def _check(condition: Mapping[str, Any], place: str, context: Mapping[str, Any], at: tuple[Any, ...]) -> None:
    if not condition:
        raise refuse("a condition has at least one line", at=at)
    groups = context["fact_places"][place]
    for fact, wanted in condition.items():
        here = (*at, fact)
        if fact == "any" and not at:
            _check_any(wanted, place, context, here)
        elif fact.split(".")[0] not in groups:
            raise refuse("'{fact}' is not known here", at=here, fact=fact)
        elif not fact.startswith("answer."):  # the form checks those against its own fields
            _check_line(fact, wanted, context, here)


def _check_any(wanted: Any, place: str, context: Mapping[str, Any], here: tuple[Any, ...]) -> None:
    if not isinstance(wanted, list) or len(wanted) < 2 or not all(isinstance(one, dict) for one in wanted):
        raise refuse("'any' takes two conditions or more", at=here)
    for number, one in enumerate(wanted):
        _check(one, place, context, (*here, number))


def _check_line(fact: str, wanted: Any, context: Mapping[str, Any], here: tuple[Any, ...]) -> None:
    meant = context["facts"].get(fact)
    if meant is None:
        raise refuse("no fact '{fact}'", at=here, fact=fact)
    if isinstance(wanted, dict):
        _check_bounds(fact, meant["kind"], wanted, here)
        return
    choices = wanted if isinstance(wanted, list) else [wanted]
    if not choices:
        raise refuse("the list of '{fact}' is empty", at=here, fact=fact)
    for choice in choices:
        if not _fits(choice, meant, context):
            raise refuse("'{fact}' is never '{choice}'", at=here, fact=fact, choice=str(choice))


def _check_bounds(fact: str, kind: str, wanted: Mapping[str, Any], here: tuple[Any, ...]) -> None:
    if kind != "number" or not wanted:
        raise refuse("'{fact}' can't be compared", at=here, fact=fact)
    for bound, limit in wanted.items():
        if bound not in BOUNDS:
            raise refuse(
                "no comparison '{bound}'; there are at_least, at_most, above, below",
                at=(*here, bound),
                bound=bound,
            )
        if isinstance(limit, bool) or not isinstance(limit, int):
            raise refuse("a limit is a whole number", at=(*here, bound))


def _fits(choice: Any, meant: Mapping[str, Any], context: Mapping[str, Any]) -> bool:
    if not isinstance(choice, str | int):
        return False
    match meant["kind"]:
        case "yes_no":
            return isinstance(choice, bool)
        case "number":
            return isinstance(choice, int) and not isinstance(choice, bool)
        case "choice":
            return choice in meant["values"]
        case "list":
            return choice in context["choices"].get(meant["of"], ())
        case "category":
            return choice in context["categories"]
    raise AssertionError(meant)
