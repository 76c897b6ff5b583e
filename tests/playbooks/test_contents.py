"""What the two playbooks hold: complete, short enough for a counter, and true to the rules of the trade."""

import re

import pytest

from counter.playbooks.categories import lineage
from counter.playbooks.conditions import holds
from counter.playbooks.reading import read_all, vocabulary

LIBRARY = read_all()
PHONE, FURNITURE = LIBRARY.playbooks["phone_cn"], LIBRARY.playbooks["furniture_cn"]
BOOKS = pytest.mark.parametrize("book", [PHONE, FURNITURE], ids=["phone", "furniture"])


def walk(value, path=""):
    yield path, value
    for step, below in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from walk(below, f"{path}.{step}")


def texts(body):
    return [
        (path, value) for path, value in walk(body) if isinstance(value, dict) and set(value) & {"zh", "en"}
    ]


def items(book, checklist="opening"):
    return {
        item["id"]: item for section in book["checklists"][checklist]["sections"] for item in section["items"]
    }


def rows(book, checklist="opening", assistants=3, demo_units=12):
    many = {
        "store": 1,
        "assistant": assistants,
        "demo_unit": demo_units,
        "zone": len(book["zones"]),
        "room": len(book["rooms"]),
    }
    return sum(len(item["only"]) or many[item["per"]] for item in items(book, checklist).values())


@pytest.mark.parametrize(
    "body", [PHONE, FURNITURE, *LIBRARY.policy_files.values(), *LIBRARY.occasions.values()]
)
def test_every_text_is_there_in_both_languages_and_in_plain_words(body):
    found = texts(body)
    assert len(found) > 30
    for path, text in found:
        if path == ".languages":
            continue
        assert set(text) == {"zh", "en"} and text["zh"].strip() and text["en"].strip(), path
        assert re.search(r"[\u4e00-\u9fff]", text["zh"]), path
        assert not re.search(r"[!！]|系统|操作成功", text["zh"] + text["en"]), path
        assert not re.search(r"[\u4e00-\u9fff] +[A-Za-z0-9]|[A-Za-z0-9] +[\u4e00-\u9fff]", text["zh"]), path
        assert text["zh"] == text["zh"].strip() and text["en"] == text["en"].strip(), path


@BOOKS
def test_the_placeholders_of_the_two_languages_are_the_same(book):
    for path, text in texts(book):
        assert set(re.findall(r"\{\{\w+", text["zh"])) == set(re.findall(r"\{\{\w+", text["en"])), path


def test_the_opening_lists_are_short_enough_for_a_morning():
    assert 30 <= rows(PHONE) <= 40
    assert 20 <= rows(FURNITURE, demo_units=0) <= 40


def test_only_the_battery_is_asked_of_every_demo_unit_with_a_threshold_that_a_unit_may_change():
    per_unit = [item for item in items(PHONE).values() if item["per"] == "demo_unit"]
    assert [item["id"] for item in per_unit] == ["battery"]
    battery = per_unit[0]
    assert (battery["type"], battery["min"], battery["min_from"]) == ("percent", 60, "item.battery_threshold")
    assert battery["on_fail"]["recheck"] and battery["on_fail"]["fix"]["en"] == "Charge"


@pytest.mark.parametrize(
    "book, wanted",
    [
        (PHONE, "dress grooming display price_tags battery security pen slips calculator wifi drinks"),
        (
            FURNITURE,
            "cleaning bedding price_tags lights leaflets x_stands order_forms calculator tape_measure pen dress",
        ),
    ],
    ids=["phone", "furniture"],
)
def test_the_opening_list_has_what_the_trade_checks(book, wanted):
    assert set(wanted.split()) <= set(items(book))


def test_a_tool_is_tried_and_not_only_seen_and_a_tape_measure_has_its_place():
    assert items(PHONE)["calculator"]["type"] == items(FURNITURE)["calculator"]["type"] == "works"
    assert items(FURNITURE)["tape_measure"]["place"]


@BOOKS
def test_every_item_says_why_and_what_becomes_of_it_when_it_needs_fixing(book):
    assert not [item["id"] for item in items(book).values() if not item["why"] or not item["on_fail"]]


@BOOKS
def test_no_item_needs_a_photo(book):
    kinds = {item["type"] for checklist in book["checklists"] for item in items(book, checklist).values()}
    assert kinds <= {"tick", "works", "count", "percent"} == set(vocabulary()["item_types"])


@BOOKS
def test_the_sale_walks_its_seven_stages_in_order_and_ends_in_the_hand_over(book):
    order = [stage["id"] for stage in book["stages"]]
    walked = [order.index(step["stage"]) for step in book["flows"]["sale"]["steps"]]
    assert walked == sorted(walked) and set(walked) == set(range(7))
    handover = book["handovers"][book["flows"]["sale"]["handover"]]
    assert handover["stage"] == order[-1]


@BOOKS
def test_a_sale_registers_sells_offers_takes_payment_and_hands_over_each_once(book):
    deeds = [step["does"] for step in book["flows"]["sale"]["steps"] if step["does"]]
    assert [deed for deed in deeds if deed != "give_visit_to_colleague"] == [
        "register_customer",
        "add_items",
        "suggest",
        "take_payment",
        "hand_over",
    ]


def leaves(book):
    parents = {category["parent"] for category in book["categories"]}
    main = set(book["main_categories"])
    rows = [one for one in book["categories"] if one["id"] not in parents]
    return [one for one in rows if main & set(lineage(one["id"], book["categories"]))]


@pytest.mark.parametrize(
    "book, category, kind",
    [
        (book, category["id"], kind["id"])
        for book in (PHONE, FURNITURE)
        for category in leaves(book)
        for kind in book["lists"]["customer_type"]
    ],
)
def test_every_main_product_brings_a_suggestion_with_a_reason_for_every_kind_of_customer(
    book, category, kind
):
    facts = {"item.category": lineage(category, book["categories"]), "visit.customer_type": kind}
    offered = [
        one
        for rule in book["attachments"]
        if holds(rule["if"], facts)
        for one in rule["suggest"][: rule["max"]]
    ]
    assert offered
    assert category not in [one["category"] for one in offered]


@BOOKS
def test_nothing_is_offered_that_belongs_to_another_kind_of_goods_than_it_names(book):
    known = {category["id"] for category in book["categories"]}
    assert {one["category"] for rule in book["attachments"] for one in rule["suggest"]} <= known - set(
        book["main_categories"]
    )


def test_the_phone_is_activated_with_an_account_of_the_customers_own_and_no_password_is_kept():
    steps = {step["id"]: step for step in PHONE["handovers"]["activation"]["steps"]}
    assert {"power_on", "account", "data_moved", "apps_by_qr", "taught", "card"} <= set(steps)
    assert not [field for step in steps.values() for field in step["fields"] if "password" in field["id"]]
    assert steps["account"]["fields"][0]["required"] is False


def test_furniture_is_delivered_to_an_address_on_a_day_and_installed():
    into = [
        field["into"] for step in FURNITURE["handovers"]["home_delivery"]["steps"] for field in step["fields"]
    ]
    wanted = ["delivery.address", "delivery.promised_on", "delivery.delivered_on", "delivery.installed_on"]
    assert [target for target in into if target in wanted] == wanted


def plans(book):
    return {
        plan["id"]: (plan["applies_after"] or plan["applies_before"], plan["due_in"])
        for plan in book["callback_plans"]
    }


def test_callbacks_are_promised_when_the_trade_says():
    assert plans(PHONE)["day_3"] == ("handover_done", "P3D")
    assert plans(PHONE)["day_30"] == ("handover_done", "P30D")
    assert plans(FURNITURE)["after_delivery"] == ("delivered", "P3D")
    assert plans(FURNITURE)["two_months"] == ("delivered", "P2M")


@BOOKS
def test_every_call_gives_name_and_store_and_where_to_ring_back(book):
    for plan in book["callback_plans"]:
        script = book["scripts"][plan["script"]]
        for language in ("zh", "en"):
            assert {"{{store}}", "{{assistant}}"} <= set(
                re.findall(r"\{\{\w+\}\}", script["opening"][language])
            )
            assert "{{hotline}}" in script["closing"][language]


@BOOKS
def test_the_outcomes_of_a_call_say_what_comes_next(book):
    does = {outcome["id"]: outcome["does"] for outcome in book["outcomes"]}
    assert does == {
        "reached": "done",
        "no_answer": "again",
        "call_later": "again",
        "refused": "stop",
        "wrong_number": "stop",
    }


@BOOKS
def test_the_card_can_not_go_out_without_its_four_fields(book):
    assert book["warranty"]["card"]["required"] == [
        "customer_name",
        "customer_phone",
        "customer_address",
        "sold_on",
    ]


@pytest.mark.parametrize(
    "policy, part, term",
    [
        ("cn_phone_2001", "main_unit", "P12M"),
        ("cn_phone_2001", "battery", "P6M"),
        ("cn_phone_2001", "charger", "P12M"),
        ("cn_phone_2001", "wired_headset", "P3M"),
        ("cn_furniture_gbt_37652", "wood", "P12M"),
        ("cn_furniture_gbt_37652", "metal", "P12M"),
        ("cn_furniture_gbt_37652", "upholstered", "P24M"),
        ("cn_furniture_gbt_37652", "precious_hardwood", "P24M"),
        ("cn_furniture_90_180", "glass_mirror", "P6M"),
    ],
)
def test_terms_are_those_of_the_rule(policy, part, term):
    lines = [
        line for line in LIBRARY.policies[policy]["parts"] if line["part"] == part and not line["faults"]
    ]
    assert [line["term"] for line in lines] == [term]


@pytest.mark.parametrize(
    "policy, window, to, remedies",
    [
        ("cn_phone_2001", "day_7", "P7D", ["return", "exchange", "repair"]),
        ("cn_phone_2001", "day_15", "P15D", ["exchange", "repair"]),
        ("cn_phone_2001", "in_term", "term", ["repair"]),
        ("cn_furniture_90_180", "day_90", "P90D", ["return", "exchange", "repair"]),
        ("cn_furniture_90_180", "day_180", "P180D", ["exchange", "repair"]),
        ("cn_consumer_law", "no_rule_7", "P7D", ["return"]),
    ],
)
def test_windows_open_the_remedies_of_the_rule(policy, window, to, remedies):
    found = {one["id"]: one for one in LIBRARY.policies[policy]["windows"]}[window]
    assert (found["to"], found["remedies"]) == (to, remedies)


@BOOKS
def test_every_main_product_is_covered_by_a_policy_with_a_term_for_it(book):
    materials = {material["id"]: material["part"] for material in book["materials"]}
    for category in leaves(book):
        above = set(lineage(category["id"], book["categories"]))
        promised = {
            line["part"]
            for name in book["warranty"]["policies"]
            if above & set(LIBRARY.policies[name]["applies"]["categories"])
            for line in LIBRARY.policies[name]["parts"]
            if line["term"]
        }
        assert (
            promised & set(category["parts"]) or {materials[one] for one in category["materials"]} <= promised
        )


def test_every_policy_says_where_it_comes_from_and_how_sure_that_is():
    for policy in LIBRARY.policies.values():
        assert policy["source"] and policy["certainty"] in ("high", "medium", "low", "example")
        assert (policy["certainty"] == "example") == ("示例" in policy["label"]["zh"])
