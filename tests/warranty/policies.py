"""Small policies and things, to try one rule at a time."""

from datetime import date, timedelta

from counter.warranty.coverage import Days, Event, Plan, Thing, ends

PHONE = Thing(("smartphone", "phone", "goods"), ("main_unit", "battery", "charger"))
BED = Thing(("bed", "furniture", "goods"), ("frame", "cover"), "wood")
WEEK = timedelta(7)
SOLD_ON = date(2026, 3, 2)
SOLD = Days(SOLD_ON, delivered_on=SOLD_ON)
PLAN = Plan.of(
    {
        "jurisdiction": "CN",
        "weekly": ["sat", "sun"],
        "years": {
            "2026": {"rest": [["10-01", "10-07"]], "work": ["10-10"]},
            "2027": {"rest": [["01-01", "01-03"]], "work": []},
        },
    }
)
EFFECTS = {
    "repair_time": "extends",
    "replaced_unit": "restarts",
    "replaced_part": "not_stated",
    "repaired_part": "not_stated",
}


def a_policy(
    name="rule",
    layer="law",
    parts=None,
    windows=(),
    effects=(),
    jurisdictions=("CN",),
    categories=("goods",),
    **more,
):
    """parts: {part: term}; None is expressly nothing."""
    lines = [
        {"part": part, "term": term, "label": {"zh": part, "en": part}}
        for part, term in (parts or {}).items()
    ]
    label = {"zh": name, "en": name}
    return {
        "id": name,
        "layer": layer,
        "label": label,
        "source": name,
        "in_force": {"from": "2020-01-01"},
        "applies": {"jurisdictions": list(jurisdictions), "categories": list(categories)},
        "start": {"basis": ["invoiced_on", "delivered_on", "installed_on"], "pick": "latest"},
        "counting": "as_it_falls",
        "parts": lines,
        "windows": [{"label": label, **window} for window in windows],
        "effects": {**EFFECTS, **dict(effects)},
        **more,
    }


def a_window(name, begins, to, *remedies, **more):
    return {"id": name, "from": begins, "to": to, "remedies": list(remedies), **more}


YEAR = a_policy(parts={"whole": "P12M"})


def the_end(policies, part="main_unit", thing=PHONE, days=SOLD, events=(), **more):
    policies = [policies] if isinstance(policies, dict) else policies
    found = [
        one
        for one in ends(policies, thing, days, events, **more)
        if one.kind == "term" and one.part == part and not one.faults
    ]
    assert len(found) == 1
    return found[0]


def windows(policies, thing=PHONE, **more):
    return {end.window: end for end in ends(policies, thing, SOLD, **more) if end.kind == "window"}


def a_repair(from_on, days, part=None, **more):
    return Event("repair", from_on, from_on + timedelta(days), part, **more)
