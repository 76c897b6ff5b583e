"""One small breakage at a time: each is told with file, line, path and what is wrong."""

import pytest

from counter.playbooks.reading import HERE, PlaybookError, parse

PHONE, FURNITURE, POLICIES = "phone.yaml", "furniture.yaml", "policies.yaml"
OCCASIONS, RESTDAYS, WORDS = "occasions.yaml", "restdays_cn.yaml", "vocabulary.yaml"
OPENING = "checklists.opening.sections"

# (file, what stands there, what is put instead, the path told, words of the sentence)
SEEDS = [
    # the traps of YAML
    (PHONE, "compulsory: true", "compulsory: yes", "callback_plans.0.compulsory", "put it in quotes"),
    (PHONE, "compulsory: true", "on: true", "callback_plans.0.on", "put the key 'on' in quotes"),
    (PHONE, "min: 60", "min: 060", f"{OPENING}.2.items.0.min", "read differently"),
    (PHONE, "min: 60", "min: 6.5", f"{OPENING}.2.items.0.min", "read differently"),
    (PHONE, "min: 60", "min:", f"{OPENING}.2.items.0.min", "the value is missing"),
    (PHONE, "currency: CNY", "version: CNY", "version", "stands here twice"),
    (PHONE, "min: 60", "min: !!int 60", f"{OPENING}.2.items.0.min", "no tags"),
    (PHONE, "{zh: zh_Hans, en: en}", "{zh: &x zh_Hans, en: *x}", "languages.en", "anchors"),
    (FURNITURE, 'at: "12:00"', "at: 12:00", "checklists.campaign_ready.due.at", "read differently"),
    (POLICIES, 'from: "2001-11-15"', "from: 2001-11-15", "policies.1.in_force.from", "read differently"),
    (OCCASIONS, 'day: "12/8"', "day: 12-8", "occasions.1.day", "read differently"),
    # shape: closed keys, right kinds, nothing forgotten
    (PHONE, "default: true, label", "defualt: true, label", "capabilities.0.defualt", "no such key"),
    (PHONE, "{id: wifi, default: true,", "{id: wifi,", "capabilities.0.default", "this key is missing"),
    (PHONE, "{id: yearly_visit, default: false", "{id: yearly_visit, default: true", "capabilities.4.default", "what nobody ticked"),
    (PHONE, "time_zone: Asia/Shanghai", "timezone: Asia/Shanghai", "timezone", "no such key"),
    (PHONE, "compulsory: true", "compulsory: 1", "callback_plans.0.compulsory", "true or false is wanted here (is 1)"),
    (PHONE, "min: 60", "min: sixty", f"{OPENING}.2.items.0.min", "a whole number is wanted here (is 'sixty')"),
    (PHONE, "min: 60", "min: 160", f"{OPENING}.2.items.0.min", "between 0 and 100"),
    (PHONE, "tries: {max: 3,", "tries: {max: 0,", "callback_plans.0.tries.max", "greater than or equal to 1"),
    (PHONE, "kind: playbook", "kind: handbook", "kind", "one of playbook, policies"),
    (PHONE, "languages: {zh: zh_Hans, en: en}", "languages: {zh: zh_Hans}", "languages", "zh and en"),
    (PHONE, "default_language: zh_Hans", "default_language: zh_CN", "default_language", "none of its languages"),
    # texts
    (PHONE, '{zh: "问候", en: "Greet"}', '{zh: "问候"}', "flows.sale.steps.0.label.en", "this key is missing"),
    (PHONE, '{zh: "问候", en: "Greet"}', "greet", "flows.sale.steps.0.label", "several keys are wanted here, {...} (is 'greet')"),
    (PHONE, 'en: "Greet"', 'en: "问候"', "flows.sale.steps.0.label.en", "holds Chinese"),
    (PHONE, 'en: "Greet"', 'en: " "', "flows.sale.steps.0.label.en", "the text is empty"),
    (PHONE, 'en: "Greet"', 'en: "Greet {{a}}"', "flows.sale.steps.0.label.en", "no placeholder can stand here"),
    (PHONE, "您好，欢迎来{{store}}", "您好，欢迎来{{shop}}", "flows.sale.steps.0.say.zh", "no placeholder 'shop'"),
    (PHONE, "您好，{{customer}}，我是", "您好，{{a}}，我是", "scripts.three_days.opening.zh", "no placeholder 'a'"),
    (PHONE, "随时打{{hotline}}，", "随时打{{hotline}，", "scripts.three_days.closing.zh", "not closed"),
    (PHONE, "for {{occasion}}.", "for {{item}}.", "messages.festival.text.en", "no placeholder 'item'"),
    # ids
    (PHONE, "id: fitting_tariff\n", "id: fitting-tariff\n", "attachments.8.id", "snake_case"),
    (PHONE, "- {id: lounge, default", "- {id: wifi, default", "capabilities.1.id", "'wifi' stands here twice"),
    (PHONE, "id: grooming\n", "id: dress\n", f"{OPENING}.0.items.1.id", "'dress' stands here twice"),
    (FURNITURE, "- {id: pen, type", "- {id: bedding, type", f"{OPENING}.1.items.3.id", "in this list twice"),
    # names that must exist
    (PHONE, "type: percent\n", "type: photo\n", f"{OPENING}.2.items.0.type", "not among the item types"),
    (PHONE, "per: demo_unit", "per: shelf", f"{OPENING}.2.items.0.per", "not among the per kinds"),
    (PHONE, 'owner: assistant, within: PT60M, recheck', 'owner: clerk, within: PT60M, recheck', f"{OPENING}.2.items.0.on_fail.owner", "not among the roles"),
    (PHONE, "reports_to: area_manager", "reports_to: boss", "roles.2.reports_to", "not among the roles"),
    (PHONE, "id: smartphone, parent: phone", "id: smartphone, parent: telephone", "categories.3.parent", "not among the categories"),
    (PHONE, "parts: [main_unit, battery, charger],", "parts: [main_unit, accumulator, charger],", "categories.2.parts.1", "not among the parts"),
    (PHONE, "{category: film,", "{category: foil,", "attachments.0.suggest.0.category", "not among the categories"),
    (PHONE, "suggest: [protect, spare_power", "suggest: [protect, spare_battery", "flows.sale.steps.16.suggest.1", "not among the attachments"),
    (PHONE, "[cn_consumer_law, cn_phone_2001,", "[cn_consumer_law, cn_phone_2002,", "warranty.policies.1", "not among the policies"),
    (PHONE, "choices: source_channel", "choices: source", "forms.need_profile.fields.3.choices", "not among the lists"),
    (PHONE, "for: [elder, call_only]", "for: [elder, calls_only]", "talking_points.2.for.1", "not among the customer types"),
    (PHONE, "stage: welcome", "stage: hello", "flows.sale.steps.0.stage", "not among the stages"),
    (PHONE, "group: hardware", "group: hard", "flows.sale.steps.6.group", "no group 'hard'"),
    (PHONE, "{id: software, after: hardware", "{id: software, after: software", "flows.sale.groups.1.after", "no group 'software'"),
    (PHONE, "form: trial", "form: trail", "flows.sale.steps.12.form", "not among the forms"),
    (PHONE, "handover: activation", "handover: activating", "flows.sale.handover", "not among the handovers"),
    (PHONE, "applies_after: handover_done", "applies_after: handed_over", "callback_plans.0.applies_after", "not among the events"),
    (PHONE, "script: three_days", "script: day_three", "callback_plans.0.script", "not among the scripts"),
    (PHONE, "does: again, label", "does: retry, label", "outcomes.1.does", "not among the outcome deeds"),
    (PHONE, "message: birthday", "message: birthdays", "greetings.1.message", "not among the messages"),
    (PHONE, "occasions: [great_heat]", "occasions: [heat]", "greetings.2.occasions.0", "not among the occasions"),
    (PHONE, "uses: [policies,", "uses: [policies_mars,", "uses.0", "there is no file policies_mars.yaml"),
    (PHONE, "uses: [policies,", 'uses: ["../playbooks/policies",', "uses.0", "there is no file"),
    (FURNITURE, "{id: pine, part: wood", "{id: pine, part: timber", "materials.0.part", "not among the parts"),
    (FURNITURE, "only: [main_bedroom,", "only: [bedroom,", f"{OPENING}.0.items.1.only.0", "not among the areas"),
    (FURNITURE, "into: delivery.promised_on", "into: delivery.day", "handovers.home_delivery.steps.1.fields.0.into", "not among the targets"),
    (POLICIES, "categories: [phone, phone_accessory]}", "categories: [telephone]}", "policies.1.applies.categories.0", "not among the policy categories"),
    (POLICIES, "part: accessory\n", "part: accessories\n", "policies.1.windows.3.part", "not among the part names"),
    (POLICIES, "remedies: [return]\n", "remedies: [refund]\n", "policies.0.windows.0.remedies.0", "not among the remedies"),
    (POLICIES, "  home_textile: textile", "  home_textile: textiles", "faults_of.home_textile", "not among the fault lists"),
    (POLICIES, "  home_textile: textile", "  curtain: textile", "faults_of.curtain", "not among the categories"),
    (POLICIES, "layer: standard", "layer: norm", "policies.4.layer", "not among the layers"),
    (POLICIES, ", brands: [{zh: \"云雀\", en: \"Lark\"}]}", "}", "policies.7.applies.brands", "names the brands whose it is"),
    (POLICIES, "categories: [phone, phone_accessory]}", "categories: [phone], brands: [{zh: \"云雀\", en: \"Lark\"}]}", "policies.1.applies.brands", "a law speaks of every brand"),
    (POLICIES, "jurisdictions: [CN-SD]", "jurisdictions: [CN-SX]", "policies.3.applies.jurisdictions.0", "not among the file's jurisdictions"),
    (POLICIES, "{id: CN-SD, within: CN,", "{id: CN-SD, within: GB,", "jurisdictions.1.within", "no place above is called 'GB'"),
    (POLICIES, "{id: GB, label", "{id: Britain, label", "jurisdictions.31.id", "not a place such as CN"),
    # conditions
    (PHONE, "if: {store.lounge: true}", "if: {store.sofa: true}", "flows.sale.steps.3.if.store.sofa", "no fact 'store.sofa'"),
    (PHONE, "if: {store.lounge: true}", "if: {store.lounge: 1}", "flows.sale.steps.3.if.store.lounge", "is never '1'"),
    (PHONE, "if: {store.lounge: true}", "if: lounge", "flows.sale.steps.3.if", "several keys are wanted here, {...} (is 'lounge')"),
    (PHONE, "if: {store.lounge: true}", "if: {fault.listed: true}", "flows.sale.steps.3.if.fault.listed", "not known here"),
    (PHONE, "visit.customer_type: photography}", "visit.customer_type: photographer}", "attachments.1.if.visit.customer_type", "is never 'photographer'"),
    (PHONE, "{at_least: 200000}", "{more_than: 200000}", "attachments.6.if.item.price.more_than", "no comparison 'more_than'"),
    (PHONE, "{at_least: 200000}", '{at_least: "200000"}', "attachments.6.if.item.price.at_least", "whole number"),
    (PHONE, "{answer.source_channel: referral}", "{answer.channel: referral}", "forms.need_profile.fields.4.if.answer.channel", "no field above"),
    (POLICIES, "claim.delay_cause: repairer", "claim.delay_cause: weather", "policies.1.deadlines.1.if.claim.delay_cause", "is never 'weather'"),
    (POLICIES, "if: {item.custom: false}}", "if: {any: [{item.custom: false}]}}", "policies.5.applies.if.any", "two conditions or more"),
    # lengths, days, shares
    (PHONE, "due_in: P3D", "due_in: 3 days", "callback_plans.0.due_in", "not a length in days"),
    (PHONE, "due_in: P3D", "due_in: PT3H", "callback_plans.0.due_in", "not a length in days"),
    (PHONE, "within: PT60M, recheck", "within: PT1H30M, recheck", f"{OPENING}.2.items.0.on_fail.within", "not a duration"),
    (POLICIES, "part: battery, term: P6M", "part: battery, term: 6M", "policies.1.parts.1.term", "not a length in days"),
    (POLICIES, 'from: "2001-11-15"', 'from: "2001-11-31"', "policies.1.in_force.from", "not a day"),
    (POLICIES, 'share_per_day: "0.005"', 'share_per_day: "0,005"', "policies.1.refund.depreciation.share_per_day", "not a share"),
    (POLICIES, "to: P15D\n", "to: P5D\n", "policies.1.windows.1.to", "ends before it begins"),
    (POLICIES, "to: term\n", "to: the end\n", "policies.1.windows.2.to", "neither a length"),
    (OCCASIONS, 'day: "12/8"', 'day: "13/8"', "occasions.1.day", "no day of this calendar"),
    (OCCASIONS, "calendar: eve_of_lunar_year", 'calendar: eve_of_lunar_year, day: "12/30"', "occasions.4.day", "takes no day"),
    (OCCASIONS, 'from: "09:00"', 'from: "9:00"', "send_window.from", "not a time"),
    (RESTDAYS, '["01-28", "02-04"]', '["02-04", "01-28"]', "years.2025.rest.1", "first and last day"),
    (RESTDAYS, '"02-08", "04-27"', '"02-03", "04-27"', "years.2025.work.1", "both rest and work"),
    # rules between things
    (PHONE, "type: percent\n", "type: works\n", f"{OPENING}.2.items.0.type", "'min' belongs to count and percent"),
    (PHONE, "max: 2\n", "max: 3\n", "attachments.0.max", "more than it suggests"),
    (PHONE, "{id: goods, label", "{id: goods, parent: phone, label", "categories.0.parent", "comes above itself"),
    (PHONE, "required: [customer_name,", "required: [customer_nickname,", "warranty.card.required.0", "the card has no line"),
    (PHONE, "  - {id: handover, label", "  - {id: farewell, label: {zh: \"再见\", en: \"Farewell\"}}\n  - {id: handover, label", "stages.6", "no step belongs to"),
    (PHONE, "id: account_name,", "id: password,", "handovers.activation.steps.4.fields.0.id", "never stored"),
    (PHONE, '"no", do: ticket', '"never", do: ticket', "callback_plans.0.questions.0.act.when", "'yes', 'no' or 'any'"),
    (PHONE, "audience: {basis: consent, consent: service_callback}", "audience: {basis: consent}", "callback_plans.0.audience.basis", "'consent' is named"),
    (PHONE, "policies: [cn_consumer_law,", "policies: [store_soft_goods,", "warranty.policies.0", "nothing that this trade sells"),
    (POLICIES, "faults: [woodworm]", "faults: [bookworm]", "policies.5.parts.1.faults.0", "no fault 'bookworm'"),
    (WORDS, "countings: [rolls_over, as_it_falls]", "counting: [rolls_over]", "counting", "no such key"),
]  # fmt: skip
# Where something is missing, or two things don't go together, the line is that of what holds them.
TOLD_AT = [
    (PHONE, "suggest: [on_the_wrist]", "suggest: []", "  - id: on_the_wrist", "attachments.5", "no step shows 'on_the_wrist'"),
    (PHONE, "due_in: P3D", "applies_before: coverage_ends\n    due_in: P3D", "  - id: day_3", "callback_plans.0", "either 'applies_after' or"),
    (PHONE, "  opening:\n", "  opened:\n", "checklists:", "checklists", "'opening' is wanted"),
    (PHONE, "  sale:\n", "  selling:\n", "flows:", "flows", "'sale' is wanted"),
    (PHONE, "  decline_reason:\n", "  refusal:\n", "lists:", "lists", "'decline_reason' is wanted"),
    (PHONE, "    due: {before: store_opens, by: PT0M}\n", "", "  opening:", "checklists.opening.due", "this key is missing"),
    (PHONE, "due: {before: store_opens, by", "due: {by", "    due: {", "checklists.opening.due", "either 'before' or 'after'"),
    (POLICIES, "    layer: law\n", "", "  - id: cn_consumer_law", "policies.0.layer", "this key is missing"),
]  # fmt: skip


def broken(file, before, after):
    """The text with one thing changed, and the line of the first letter that is different."""
    text = (HERE / file).read_text(encoding="utf-8")
    assert before in text, f"{file} no longer has {before!r}"
    same = next(n for n, (a, b) in enumerate(zip(before + "\0", after + "\1", strict=False)) if a != b)
    at = text.index(before) + same
    return text.replace(before, after, 1), text.count("\n", 0, at) + 1


@pytest.mark.parametrize("file, before, after, path, words", SEEDS)
def test_a_breakage_is_told_with_file_line_path_and_what_is_wrong(file, before, after, path, words):
    text, line = broken(file, before, after)
    with pytest.raises(PlaybookError) as caught:
        parse(text.encode(), file)
    told = [problem for problem in caught.value.problems if words in problem]
    assert len(told) == 1
    assert told[0].startswith(f"{file}:{line}: {path}: ")


@pytest.mark.parametrize("file, before, after, told_at, path, words", TOLD_AT)
def test_what_is_missing_is_told_at_the_thing_that_lacks_it(file, before, after, told_at, path, words):
    text, _ = broken(file, before, after)
    line = text.count("\n", 0, text.index("\n" + told_at)) + 2
    with pytest.raises(PlaybookError) as caught:
        parse(text.encode(), file)
    assert [problem for problem in caught.value.problems if words in problem] == [str(caught.value)]
    assert str(caught.value).startswith(f"{file}:{line}: {path}: ")


def test_every_problem_of_a_file_is_told_at_once_in_the_order_of_its_lines():
    text = (
        (HERE / PHONE)
        .read_text(encoding="utf-8")
        .replace("min: 60", "min: sixty")
        .replace("does: pay", "does: play")
    )
    text = text.replace("{category: film,", "{category: foil,").replace("currency: CNY", "currency: 1")
    with pytest.raises(PlaybookError) as caught:
        parse(text.encode(), PHONE)
    lines = [int(problem.split(":")[1]) for problem in caught.value.problems]
    assert len(lines) == 3 and lines == sorted(lines)


def test_calls_without_an_outcome_that_stops_them_are_refused():
    text = (HERE / PHONE).read_text(encoding="utf-8").replace("does: stop", "does: done")
    with pytest.raises(PlaybookError, match="outcomes: calls need outcomes that are done, again and stop"):
        parse(text.encode(), PHONE)
