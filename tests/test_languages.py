"""How figures, days and sentences are written, and that none is left without its Chinese."""

from datetime import date

import pytest
from flask_babel import force_locale

from counter import languages
from counter.forms import unfit
from tools import translations

DAY = date(2026, 11, 23)


@pytest.fixture
def speak(app):
    def in_language(name, call):
        with app.test_request_context("/"), force_locale(name):
            return call()

    return in_language


@pytest.mark.parametrize(
    ("minor", "said"),
    [
        (320800, "¥3,208"),
        (-62000, "−¥620"),
        (12950, "¥129.50"),
        (0, "¥0"),
        (5, "¥0.05"),
        (123456789, "¥1,234,567.89"),
    ],
)
def test_money_has_cents_only_if_there_are_any(minor, said):
    assert languages.money(minor) == said


def test_a_foreign_currency_keeps_its_name():
    assert languages.money(100, "SEK") == "SEK 1"


@pytest.mark.parametrize(
    ("on", "en", "zh"),
    [
        (date(2026, 11, 27), "4 days left", "还有4天"),
        (date(2026, 11, 24), "1 day left", "还有1天"),
        (DAY, "today is the last day", "今天最后一天"),
        (date(2026, 11, 20), "3 days over", "已过3天"),
    ],
)
def test_the_sum_of_days_is_ours(speak, on, en, zh):
    assert speak("en", lambda: languages.days_until(on, DAY)) == en
    assert speak("zh_Hans", lambda: languages.days_until(on, DAY)) == zh


@pytest.mark.parametrize(
    ("minutes", "en"), [(11, "11 minutes"), (1, "1 minute"), (180, "3 hours"), (2880, "2 days")]
)
def test_durations_are_words(speak, minutes, en):
    assert speak("en", lambda: languages.span(minutes)) == en


def test_dates_in_columns(speak):
    assert speak("zh_Hans", lambda: languages.iso(date(2027, 11, 12))) == "2027-11-12"
    assert speak("en", lambda: languages.iso(date(2027, 11, 12))) == "12 Nov 2027"


def test_the_datas_own_words_follow_the_reader(speak):
    text = {"zh": "南门手机店", "en": "South Gate Phones"}
    assert speak("en", lambda: languages.words(text)) == "South Gate Phones"
    assert speak("zh_Hans", lambda: languages.words(text)) == "南门手机店"
    assert speak("en", lambda: languages.words({"zh": "只有中文"})) == "只有中文"
    assert languages.words("李娜") == "李娜"


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [("zh", "zh-Hans"), ("zh-CN,zh;q=0.9", "zh-Hans"), ("en-GB,en;q=0.8", "en"), ("fr", "zh-Hans")],
)
def test_the_door_speaks_what_the_browser_asks_for(visit, asked, spoken):
    text = visit().get("/login", headers={"Accept-Language": asked}).get_data(as_text=True)
    assert f'lang="{spoken}"' in text


def test_every_sentence_has_its_chinese():
    assert list(translations.problems(translations.extract())) == []


def test_controls_and_lone_surrogates_are_unfit_and_emoji_are_not():
    assert all(unfit(character) for character in "\x00\x07\x1b\ud800")
    assert not any(unfit(character) for character in "\n\t陈😀é")


def test_what_somebody_typed_is_escaped_in_a_sentence_that_is_said_later(app):
    from flask import render_template_string
    from flask_babel import lazy_gettext

    with app.test_request_context():
        said = lazy_gettext("No %(what)s", what="<b>&</b>")
        found = render_template_string("{{ said }} {{ [said]|join(' ') }}", said=said)
    assert found == "No &lt;b&gt;&amp;&lt;/b&gt; No &lt;b&gt;&amp;&lt;/b&gt;"
