import time

import pytest

from counter.playbooks.reading import HERE, PlaybookError, parse, read, read_all, vocabulary


def test_the_library_holds_both_trades_the_policies_the_occasions_and_the_rest_days():
    library = read_all()
    assert set(library.playbooks) == {"phone_cn", "furniture_cn"}
    assert {"cn_consumer_law", "cn_phone_2001", "cn_furniture_gbt_37652"} <= set(library.policies)
    assert set(library.occasions) == {"occasions"}
    assert set(library.rest_days) == {"CN"}
    assert library.policies["cn_phone_2001"]["version"] == library.policy_files["policies"]["version"]


def test_who_changes_what_was_read_changes_nothing_for_the_next():
    read_all().playbooks["phone_cn"]["label"]["en"] = "Changed"
    assert read_all().playbooks["phone_cn"]["label"]["en"] == "Phone store"


def test_every_key_is_there_whether_it_was_written_or_not():
    body = read(HERE / "phone.yaml")
    wanted = {
        "id",
        "label",
        "type",
        "per",
        "only",
        "required",
        "optional",
        "min",
        "min_from",
        "place",
        "why",
        "check",
    }
    items = [item for section in body["checklists"]["opening"]["sections"] for item in section["items"]]
    assert all(set(item) == wanted | {"on_fail", "if"} for item in items)


def test_reading_both_trades_takes_a_moment_only():
    read(HERE / "phone.yaml")  # the vocabulary and the policies are in memory now
    began = time.process_time()
    read(HERE / "phone.yaml"), read(HERE / "furniture.yaml")
    assert time.process_time() - began < 1.5


def test_errors_of_several_files_are_told_together(tmp_path):
    for name in ("occasions.yaml", "restdays_cn.yaml"):
        text = (HERE / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("checked_on:", "checked:"), encoding="utf-8")
    with pytest.raises(PlaybookError) as caught:
        read_all(tmp_path)
    told = [problem.split(":")[0] for problem in caught.value.problems if "no such key" in problem]
    assert told == ["occasions.yaml", "restdays_cn.yaml"]


def test_a_file_beside_the_playbook_is_used_before_our_own(tmp_path):
    policies = (HERE / "policies.yaml").read_text(encoding="utf-8")
    (tmp_path / "policies.yaml").write_text(
        policies.replace("id: cn_zj_2017", "id: zj_2027"), encoding="utf-8"
    )
    (tmp_path / "phone.yaml").write_bytes((HERE / "phone.yaml").read_bytes())
    with pytest.raises(PlaybookError, match="'cn_zj_2017' is not among the policies"):
        read(tmp_path / "phone.yaml")


def test_an_error_in_a_used_file_is_told_by_that_file(tmp_path):
    policies = (HERE / "policies.yaml").read_text(encoding="utf-8")
    (tmp_path / "policies.yaml").write_text(
        policies.replace("layer: mall", "layer: market"), encoding="utf-8"
    )
    (tmp_path / "phone.yaml").write_bytes((HERE / "phone.yaml").read_bytes())
    with pytest.raises(PlaybookError, match=r"^policies\.yaml:\d+: policies\.6\.layer: 'market' is not"):
        read(tmp_path / "phone.yaml")


@pytest.mark.parametrize(
    "source, told",
    [
        (b"kind: playbook\nlabel: \xff\n", "upload.yaml:2: not UTF-8"),
        (
            b"\xef\xbb\xbf- a\n- b\n",
            "upload.yaml:1: kind: one of playbook, policies, occasions, rest_days, vocabulary is wanted",
        ),
        (
            b"a: 1\nkind: [x]\n",
            "upload.yaml:2: kind: one of playbook, policies, occasions, rest_days, vocabulary is wanted",
        ),
    ],
)
def test_what_is_no_file_of_ours_is_refused_in_one_sentence(source, told):
    with pytest.raises(PlaybookError) as caught:
        parse(source, "upload.yaml")
    assert str(caught.value) == told


def test_every_place_of_a_condition_knows_only_groups_that_have_facts():
    words = vocabulary()
    groups = {fact.split(".")[0] for fact in words["facts"]} | {"answer"}
    assert {group for place in words["fact_places"].values() for group in place} <= groups
