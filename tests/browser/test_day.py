"""The working day, by touch, from the sign-in to the greetings: both shops, both languages, each size."""

import pytest
from playwright.sync_api import expect

from tests.browser import keeping, opening, serving

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
PHONES = pytest.mark.parametrize(("language", "size"), [("zh", "tablet"), ("en", "portrait")])
FURNITURE = pytest.mark.parametrize(("language", "size"), [("zh", "phone"), ("en", "tablet")])


@pytest.mark.ledger("PH-07", "PH-15", "PH-22", "PH-29")
@PHONES
def test_the_phone_store_lives_through_its_day(tablet, own_live, language, size):
    here = tablet(own_live, language, size)
    here.sign_in("phone-manager")
    opening.switch_to(here, "孙立")
    path = opening.open_the_list(here)
    opening.say_what_is_wrong(here, opening.plain(here)[0], "第二格价签不见了")
    opening.measure(here, opening.battery(here), "35")
    expect(here.page.locator(f"[id='{opening.battery(here)}']")).to_have_class("item late")
    assert opening.tick_the_rest(here) > 2
    opening.switch_to(here, "王强")
    opening.sign_off(here, path)
    opening.switch_to(here, "李娜")
    here.rail("/sales/new")
    serving.find_by_number(here, "138-0013-8000", "陈晓明")
    serving.serve_somebody_new(here, "温晴", "13911112222")
    for stage in ("welcome", "needs", "demonstration"):
        serving.at_stage(here, stage)
        serving.tick_steps(here)
    serving.at_stage(here, "quote")
    serving.scan(here, "864207061011454")
    serving.at_stage(here, "quote")
    serving.add_by_name(here, here.text({"zh": "充电宝", "en": "power bank"}))
    serving.at_stage(here, "quote")
    serving.tick_steps(here)
    serving.at_stage(here, "attachments")
    serving.accept_one_decline_one(here)
    serving.tick_steps(here)
    serving.pay(here)
    serving.hand_over(here, address="苏州市姑苏区平江路9号")
    keeping.the_promised_calls(here, {"day_3": "P3D", "day_30": "P30D"})
    number = keeping.print_the_card(here)
    keeping.look_up(here, "温晴", ["2222", "温晴", "139 1111 2222", "864207061011454", number])
    keeping.call_twice(here)
    keeping.see_greetings(here)


@pytest.mark.ledger("FU-37", "GO-20")
@FURNITURE
def test_the_furniture_store_lives_through_its_day(tablet, own_live, language, size):
    here = tablet(own_live, language, size)
    here.sign_in("furniture-manager")
    opening.switch_to(here, "沈浩")
    path = opening.open_the_list(here)
    opening.say_what_is_wrong(here, opening.plain(here)[0], "窗边那盏灯不亮")
    assert opening.tick_the_rest(here) > 20
    opening.switch_to(here, "方敏")
    opening.sign_off(here, path)
    opening.switch_to(here, "郑洁")
    here.rail("/sales/new")
    serving.serve_somebody_new(here, "邵秋", "139 1111 3333")
    for stage in ("welcome", "needs", "demonstration"):
        serving.at_stage(here, stage)
        serving.tick_steps(here)
    serving.at_stage(here, "quote")
    serving.scan(here, "YX18MZM7F3NH")
    serving.at_stage(here, "quote")
    serving.add_by_name(here, here.text({"zh": "橡木", "en": "oak"}))
    serving.at_stage(here, "quote")
    serving.tick_steps(here)
    serving.at_stage(here, "attachments")
    serving.accept_one_decline_one(here)
    serving.tick_steps(here)
    serving.pay(here)
    serving.deliver(here)
    serving.hand_over(here)
    keeping.the_promised_calls(here, {"after_delivery": "P3D", "two_months": "P2M", "yearly": "P1Y"})
    number = keeping.print_the_card(here)
    keeping.look_up(here, "邵秋", ["3333", "邵秋", "0086 13911113333", "YX18MZM7F3NH", number])
    keeping.call_twice(here)
    keeping.see_greetings(here)
