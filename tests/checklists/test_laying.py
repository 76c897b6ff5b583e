from counter.checklists.laying import Subject, laid

ROOMS = [Subject(name, {"zh": name, "en": name}) for name in ("bedroom", "kitchen")]


def an_item(code="pen", **kw):
    words = {"zh": code, "en": code}
    item = {
        "id": code,
        "label": words,
        "type": "tick",
        "per": "store",
        "only": [],
        "required": True,
        "place": None,
    }
    item |= {"optional": False, "min": None, "min_from": None, "why": None, "on_fail": None, "if": None}
    return {**item, **kw}


def lay(*items, subjects=None, facts=None, roles=None, first=0):
    section = {"id": "tools", "label": {"zh": "工具", "en": "Tools"}, "items": list(items)}
    subjects = {"store": [Subject("")], **(subjects or {})}
    return laid({"sections": [section]}, subjects, facts or {}, roles or {}, first)


def test_an_item_stands_once_for_each_of_its_subjects():
    rows = lay(an_item("lights", per="room"), an_item(), subjects={"room": ROOMS})
    assert [(row["code"], row["subject"]) for row in rows] == [
        ("lights", "bedroom"),
        ("lights", "kitchen"),
        ("pen", ""),
    ]


def test_rooms_are_looked_at_one_after_the_other_as_one_walks():
    bed = an_item("bed", per="room", only=["bedroom"])
    rows = lay(an_item(), bed, an_item("tags", per="room"), an_item("cups"), subjects={"room": ROOMS})
    names = [(row["code"], row["subject"]) for row in rows]
    assert names[:3] == [("pen", ""), ("bed", "bedroom"), ("tags", "bedroom")]
    assert names[3:] == [("tags", "kitchen"), ("cups", "")]


def test_only_narrows_the_rooms_and_a_room_that_is_not_there_is_not_looked_for():
    rows = lay(an_item("bedding", per="room", only=["bedroom", "attic"]), subjects={"room": ROOMS})
    assert [row["subject"] for row in rows] == ["bedroom"]


def test_nobody_on_shift_means_no_items_of_persons():
    assert lay(an_item("dress", per="assistant"), subjects={"assistant": []}) == []


def test_a_condition_that_does_not_hold_leaves_the_item_out():
    wifi = an_item("wifi", **{"if": {"store.wifi": True}})
    assert (
        lay(wifi, facts={"store.wifi": True}) and not lay(wifi, facts={"store.wifi": False}) and not lay(wifi)
    )


def test_the_units_own_threshold_counts_only_where_the_item_asks_for_it():
    unit = {"demo_unit": [Subject("1", threshold=35)]}
    plain = an_item("battery", per="demo_unit", type="percent", min=60)
    assert lay(plain, subjects=unit)[0]["minimum"] == 60
    assert lay({**plain, "min_from": "item.battery_threshold"}, subjects=unit)[0]["minimum"] == 35
    assert lay({**plain, "min_from": "x"}, subjects={"demo_unit": [Subject("1")]})[0]["minimum"] == 60


def test_the_owner_keeps_the_name_of_the_day():
    fails = {
        "fix": {"zh": "换笔", "en": "Get a pen"},
        "owner": "assistant",
        "within": "PT30M",
        "recheck": False,
    }
    row = lay(an_item(on_fail=fails), roles={"assistant": {"zh": "店员", "en": "assistant"}})[0]
    assert row["on_fail"]["owner_label"] == {"zh": "店员", "en": "assistant"}


def test_people_who_come_later_stand_behind_those_who_were_here():
    dress = an_item("dress", per="assistant")
    early = lay(dress, an_item(), subjects={"assistant": ROOMS})
    late = lay(dress, an_item(), subjects={"assistant": [Subject("9")], "store": []}, first=2)
    rows = sorted([*early, *late], key=lambda row: row["position"])
    assert [row["subject"] for row in rows] == ["bedroom", "kitchen", "9", ""]
