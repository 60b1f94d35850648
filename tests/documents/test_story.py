"""Every form prints: filled or empty, short or endless; every type of field has its way onto paper."""

from dataclasses import replace
from typing import Any

import pytest

from fieldkit.documents.build import build
from fieldkit.documents.dossier import Dossier
from fieldkit.documents.grid import Grid, Line
from fieldkit.documents.layout import Stack, Text
from fieldkit.documents.preview import page_count, places
from fieldkit.documents.snapshot import read_snapshot
from fieldkit.documents.story import numeral
from fieldkit.documents.words import PRINTED, Words, limits, say
from fieldkit.forms import FORMS, Field, Record, Step, field_at, new_id
from fieldkit.forms import types as t
from fieldkit.forms import values as v
from fieldkit.forms.form import Fields
from fieldkit.i18n import translate

from . import case, lengths, papers_case
from .authority import DAY
from .test_build import text_of

SAMPLES: dict[type[Field[Any]], Any] = {
    t.Text: "一行文字",
    t.Term: "一行文字",
    v.Serial: "AN240020200700901",
    v.WebAddress: "https://service.example.com",
    t.LongText: "几段文字。\n第二段。",
    t.Number: "3",
    t.Money: "860",
    t.YesNo: True,
    t.Day: "2026-11-10",
    t.Moment: "2026-11-10T05:22:00Z",
    t.Duration: 90,
    v.Link: case.CUSTOMER.id,
    v.PersonLink: case.ENGINEER.id,
    v.File: {"sha256": "ab" * 32, "name": "a.pdf", "size": 3, "type": "application/pdf"},
    v.Picture: {"sha256": "ab" * 32, "name": "a.jpg", "size": 3, "type": "image/jpeg"},
    v.Reading: {"value": "71", "unit": "°C", "high": "65"},
    v.Signature: case.signed("王𠅤", "机房值班员", by_hand=True),
}


def filled(form: type[Fields], prefix: str = "") -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, field in form.fields.items():
        if isinstance(field, v.Rows):
            values |= filled(field.row, f"{name}.a1.") | filled(field.row, f"{name}.a2.")
        elif isinstance(field, t.Choice):
            values[prefix + name] = next(iter(field.options))
        elif name != "deleted":
            values[prefix + name] = SAMPLES[type(field)]
    return values


def every_field() -> list[Field[Any]]:
    own = [field for form in FORMS.values() for field in form.fields.values()]
    return own + [inner for field in own if isinstance(field, v.Rows) for inner in field.row.fields.values()]


def test_every_field_type_is_known_to_the_table() -> None:
    assert {type(field) for field in every_field()} <= set(PRINTED)


@pytest.mark.parametrize("kind", sorted(FORMS))
def test_every_form_prints_filled_and_empty(kind: str) -> None:
    for values in (filled(FORMS[kind]), {}):
        record = Record(new_id(), kind, values=values)
        pdf = build(Dossier(record, case.LINKED, {"own": [record]}, {}, case.COMPANY), now=DAY)
        assert page_count(pdf) >= 1
        assert {path for path in places(pdf) if "/" not in path and not path.startswith("problem.")} >= {
            path for path in values if _prints(kind, path)
        }


def _prints(kind: str, path: str) -> bool:
    field = field_at(kind, path)
    single = field is not None and type(field) in (t.Text, t.LongText, t.Money, t.Day)
    form = FORMS[kind]
    named = {name for section in form.sections for name in section.fields} or set(form.fields)
    return single and not (field and (field.internal or field.read)) and path in named and not path.count(".")


def test_a_form_of_endless_texts_goes_on_over_pages() -> None:
    long = "主控板心跳丢失，网管频报告警；每次 2–5 分钟自动恢复。" * 150
    finding = {"findings.a9.finding": "发现" * 200, "findings.a9.advice": long, "findings.a9.weight": "advice"}
    assert page_count(build(case.report(symptom=long, done=long, checked="一\n" * 120), now=DAY)) > 6
    pdf = build(case.advice(**finding), now=DAY)
    assert page_count(pdf) > 2
    assert text_of(pdf).count("频") == 150
    assert text_of(pdf).count("钟") == 150


def test_a_list_in_one_text_prints_as_short_lines() -> None:
    points = ["风扇：3,050 rpm", "滤网：已完成", "标签：已完成", "日志：2.3 GB", "备份：已完成", "接地：已完成"]
    said = say(case.report(cleanup="；".join(points)), case.report(cleanup="；".join(points)).form, "cleanup")
    assert said == Words("；\n".join(points) + "。", listed=True)
    assert "\n" not in say(case.report(), case.report().form, "done").large


def _grid(*groups: int) -> Grid:
    """A table of groups with so many rows, the head before them."""
    lines = [Line([Stack([Text("表头")])])]
    for count in groups:
        lines.append(Line([Stack([Text("组")])], over_all=True))
        lines += [Line([Stack([Text("行")])]) for _ in range(count)]
    return Grid(lines)


@pytest.mark.parametrize(("fit", "above"), [(9, 7), (8, 7), (10, 10), (12, 10)])
def test_no_row_of_a_group_stands_apart(fit: int, above: int) -> None:
    grid = _grid(5, 2, 3)
    high = grid.wrap(400, 1e6)[1] / len(grid.lines)
    first, _second = grid.split(400, fit * high + 1)
    assert isinstance(first, Grid)
    assert len(first.lines) == above


def test_a_small_table_is_not_torn() -> None:
    grid = Grid([Line([Stack([Text(word)])]) for word in ("表头", "一", "二")])
    assert grid.split(400, grid.wrap(400, 1e6)[1] - 5) == []


def test_a_dash_stands_for_a_day_that_is_not_given_and_lines_for_the_reply() -> None:
    text = text_of(build(case.advice(**{"findings.a0.by": None}), now=DAY))
    assert "—" in text
    assert "Customer's reply" in text
    assert "核验" in text
    assert "核验" not in text_of(build(Dossier(case.CUSTOMER, {}, {}, {}, case.COMPANY), now=DAY))


def test_many_rows_repeat_the_head_of_their_table() -> None:
    whole = case.report()
    many = [Record(new_id(), "step", values=case.STEPS[place % 5].values) for place in range(90)]
    pdf = build(Dossier(whole.record, whole.linked, {"steps": many}, {}, whole.company), now=DAY)
    assert text_of(pdf).count("What was checked") >= 3


def test_a_reading_out_of_its_limits_says_so_in_words() -> None:
    dossier = case.report()
    over = say(dossier, Step(case.STEPS[0]), "reading")
    under = say(dossier, Step(case.STEPS[3]), "reading")
    assert over == Words("31.4 °C  超过限值", "above the limit", alarm=True)
    assert under.large == "6 %  低于限值"
    reading = Step(case.STEPS[0]).reading
    assert reading is not None
    assert limits(reading) == "≤ 28 °C"


def test_numerals() -> None:
    assert [numeral(place) for place in (1, 10, 11, 20, 21)] == ["一、", "十、", "十一、", "二十、", "二十一、"]


def test_the_shortest_report_stands_on_one_page_and_the_longest_leaves_no_page_half_empty() -> None:
    assert page_count(build(lengths.shortest(), now=DAY)) == 1
    pdf = build(lengths.longest(200), now=DAY)
    filled: dict[int, float] = {}
    for place in places(pdf).values():
        filled[place.page] = min(filled.get(place.page, 842.0), place.y0)
    inner = [filled[page] for page in range(page_count(pdf) - 1)]
    assert len(inner) >= 15
    assert max(inner[:-1]) < 842 * 0.4  # points above the lower edge; the last but one makes room for the signatures


# What stands at the foot of the last page and below the boxes.
_ZH = ("本文件内容", "签字前出示文件的 SHA-256")
_EN = ("Contents of this paper", "SHA-256 of the paper as it was shown before signing")


@pytest.mark.parametrize(("labels", "has", "lacks"), [
    ("both", ("故障现象", "Symptom", "第 1 页 共 4 页", "Page 1 of 4", "Level 2, severe", *_ZH, *_EN),
     ()),
    ("zh", ("故障现象", "第 1 页 共 4 页", "二级 严重", *_ZH),
     ("Symptom", "Page 1", "severe", "The customer", *_EN)),
    ("en", ("Symptom", "Page 1 of 4", "Level 2, severe", "Not in order", *_EN),
     ("故障现象", "第 1 页", "二级 严重", "签字", *_ZH)),
])  # fmt: skip
def test_a_paper_speaks_chinese_english_or_both(labels: str, has: tuple[str, ...], lacks: tuple[str, ...]) -> None:
    whole = case.signed_report()
    company = replace(whole.company, labels=labels)
    text = text_of(build(replace(whole, company=company), now=DAY))
    assert [words for words in has if words not in text] == []
    assert [words for words in lacks if words in text] == []


@pytest.mark.parametrize(("labels", "at"), [("en", 1), ("zh", 0), ("both", 0)])
def test_an_english_paper_says_what_a_procedure_says_in_english(labels: str, at: int) -> None:
    """On the page as in the data inside; a run of before, which holds one language, says that."""
    words = {"question": ("机房温度", "Room temperature"), "answer": ("出风口被挡", "Outlet blocked")}
    told = {
        f"{name}{ending}": said for name, both in words.items() for ending, said in zip(("", "_en"), both, strict=True)
    }
    step, *others = case.STEPS
    step = replace(step, values={**step.values, **told, "reading": None})
    whole = case.report()
    collected = {**whole.collected, "steps": [step, *others]}
    dossier = replace(whole, collected=collected, company=replace(whole.company, labels=labels))
    pdf = build(dossier, now=DAY)
    text = text_of(pdf)
    inside: Any = read_snapshot(pdf)[0]["collected"]
    assert "主用主控板温度" in text
    for name, both in words.items():
        assert both[at] in text
        assert both[1 - at] not in text
        assert inside["steps"][0]["values"][name] == both[at]
    assert f"\n1 {words['question'][at]}" in text  # its number stands before it


def test_what_the_head_names_is_not_named_again_in_a_section() -> None:
    """The paper's own link to its problem, customer or line is that line of the head, and leads there."""
    told = {"complaint": ("customer", "problem"), "problem_slip": ("product_line",)}
    for kind, names in told.items():
        dossier = papers_case.paper(kind)
        pdf = build(dossier, now=DAY)
        for name in names:
            linked = dossier.linked[str(dossier.record.values[name])]
            label, said = translate(FORMS[linked.kind].title, "zh"), dossier.heading(linked.id)
            assert text_of(pdf).split("\r\n").count(label) == 1
            assert text_of(pdf).count(said) <= page_count(pdf), said  # and in the running head
            assert name in places(pdf)
