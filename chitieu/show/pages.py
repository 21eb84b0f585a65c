"""The frame of every page: its head, what is missing, what to do next, what the words mean."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd
from markupsafe import Markup

from chitieu.measure.missing_parts import REASON as SETTLED
from chitieu.measure.vocabulary import BAD, GOOD
from chitieu.plan.indicators import AREA_COUNT, terms
from chitieu.plan.periods import is_part
from chitieu.show import captions, part_year, sentences, to_come
from chitieu.show import formats as f
from chitieu.show.exhibit import Exhibit, render, stylesheet
from chitieu.show.parts import naming
from chitieu.show.scene import Scene
from chitieu.show.tables import Link, plain
from chitieu.show.verdicts import verdict
from chitieu.spreadsheets import without_formulas
from chitieu.words import text

AUDIENCES = {"review": "Gửi thẩm định", "internal": "Nội bộ"}
MOST_GAPS = 40  # rows; where larger areas are shown, more of them are told together


def header(
    scene: Scene,
    objective: int | None,
    objectives: Mapping[int, str],
    answer: str = "",
    screen_only: Collection[str] = (),
    of_part: list[str] | None = None,
) -> Exhibit:
    """Return the head of a page: the answer, and what it is the answer to.

    `answer`: the page's own, where it is not how many indicators are met; `screen_only`: the
    facts that are not printed, where the sheets tell them in another place; `of_part`: what is
    said of a part of a year, where it is not what every page says.
    """
    settings = scene.settings
    about = "Toàn bộ Kế hoạch" if objective is None else f"{objective}. {objectives[objective]}"
    facts = {
        "Mục tiêu": about,
        "Địa bàn": scene.names[scene.top],
        "Kỳ": f.capital(f.period_name(scene.period)),
        "Kế hoạch": f"{settings.title} (số {settings.number})"
        if settings.number
        else settings.title,
        "Bản": AUDIENCES[scene.audience],
        "Tính chất số liệu": "Mô phỏng" if settings.simulated else "Thật",
        "Số liệu": _data_state(scene, objective),
        "Ngày chốt số liệu": f.capital(f.long_date(settings.date_of(scene.period))),
    }
    notes = []
    if settings.targets_from:
        notes.append(
            f"Năm {settings.year} không có mức chỉ tiêu riêng; trang này so với mức của năm "
            f"{settings.targets_from}."
        )
    if withheld := _withheld(scene, objective):
        notes.append(
            f"{f.number(withheld)} kết quả của các chỉ số nhạy cảm ghi “{f.WITHHELD}”: không công "
            "bố, vì số quá nhỏ có thể làm lộ từng trẻ em, hoặc vì từ đó tính ngược ra được số quá "
            "nhỏ ấy."
        )
    notes = (part_year.notes(scene, objective) if of_part is None else of_part) + notes
    answer = answer or sentences.answer(scene, objective)
    html = render(
        "header.html",
        css=Markup(stylesheet()),
        running=" · ".join(part for part in _running(scene) if part),
        simulated=settings.simulated,
        internal=scene.audience == "internal",
        place=scene.names[scene.top],
        period=f.period_name(scene.period),
        answer=answer,
        facts=facts.items(),
        screen_only=screen_only,
        notes=notes,
    )
    return Exhibit(html, pd.DataFrame(facts.items(), columns=["mục", "nội dung"]), answer)


def _withheld(scene: Scene, objective: int | None) -> int:
    """How many results of a page's areas are withheld."""
    here = scene.results["indicator"].isin(scene.of_objective(objective).index)
    here &= scene.results["area"].isin({scene.top, *scene.parts, *scene.shown, *scene.leaves})
    return int((here & scene.results["conf_status"].eq("C")).sum())


def _running(scene: Scene) -> tuple[str, ...]:
    """What stands at the head of every printed sheet, beside the page's title."""
    return (
        f"{scene.names[scene.top]}, {f.period_name(scene.period)}",
        AUDIENCES[scene.audience].lower() if scene.audience == "review" else "BẢN NỘI BỘ",
        "SỐ LIỆU MÔ PHỎNG" if scene.settings.simulated else "",
    )


def _data_state(scene: Scene, objective: int | None) -> str:
    cells = _figures(scene, objective)
    received = cells["value"].notna() | cells["conf_status"].eq("C")
    soft = cells["obs_status"].isin(["P", "E"]).sum()
    told = f"{f.number(received.sum())}/{f.number(len(cells))} số đã nhận"
    return told + (f", {soft} số sơ bộ hoặc ước tính" if soft else "")


def _figures(scene: Scene, objective: int | None) -> pd.DataFrame:
    """The counts that the lowest areas were to report for a page."""
    plan = scene.of_objective(objective)
    expressions = [*plan["numerator"], *plan["denominator"].dropna()]
    wanted = {v for expression in expressions for v in terms(expression)} - {AREA_COUNT}
    counts = scene.counts[scene.counts["period"] == scene.period]
    wanted = counts["variable"].isin(wanted) & counts["area"].isin(scene.leaves)
    return counts[wanted & counts["reason"].ne("school_year_open")]


def summary(scene: Scene, objective: int | None) -> Exhibit:
    """Return the page's findings, a sentence each."""
    found = sentences.summary(scene, objective)
    html = render("summary.html", sentences=found)
    return Exhibit(html, pd.DataFrame({"sentence": found}), " ".join(found))


def gaps(scene: Scene, objective: int | None) -> Exhibit:
    """Return the figures that are missing, provisional or estimated, and who reports them."""
    cells = _figures(scene, objective)
    cells = cells[cells["conf_status"].ne("C")]  # what is withheld has arrived
    cells = cells[cells["value"].isna() | cells["obs_status"].isin(["P", "E"])]
    used = {
        variable: [
            i
            for i, row in scene.indicators.iterrows()
            if variable in terms(row["numerator"])
            or (pd.notna(row["denominator"]) and variable in terms(row["denominator"]))
        ]
        for variable in cells["variable"].unique()
    }
    told = cells.assign(
        state=[_state(row) for row in cells.to_dict("records")],
        place=[captions.full_name(scene, area, short=False) for area in cells["area"]],
    )
    if scene.is_nested and len(told) > MOST_GAPS:
        told = _gathered(scene, told)
    table = pd.DataFrame(
        {
            "Số liệu": told["variable"].map(scene.variables["name_vi"]),
            "Đơn vị": told["place"],
            "Tình trạng": told["state"],
            "Chỉ số dùng đến": [", ".join(used[v]) for v in told["variable"]],
            "Cơ quan báo cáo": [
                agency_name(scene, scene.variables["agency"].get(v)) for v in told["variable"]
            ],
            "Ghi chú": told["note"].map(without_formulas, na_action="ignore"),
        }
    )
    missing = cells["value"].isna().sum()
    lacking = [
        f"{f.number(many)} số {what}"
        for many, what in (
            (missing, "chưa có"),
            (len(cells) - missing, "chưa phải là số chính thức"),
        )
        if many
    ]
    reading = (
        f"Còn {f.listing(lacking)}."
        if lacking
        else "Mọi số liệu của phần này đã đủ và là số chính thức."
    )
    return plain("Số liệu còn thiếu hoặc chưa chính thức", table, note=reading, reading=reading)


def _gathered(scene: Scene, cells: pd.DataFrame) -> pd.DataFrame:
    """A row a variable and state, with how many of the lowest areas it is and where most are."""
    rows = []
    for (variable, state), some in cells.groupby(["variable", "state"], sort=False):
        where = some["area"].map(scene.part_of).value_counts()
        named = naming(f"{scene.short(area)} {f.number(n)}" for area, n in where.items())
        place = f"{f.number(len(some))} {scene.word_for(list(some['area']))}: {named}"
        rows.append({"variable": variable, "state": state, "place": place, "note": ""})
    return pd.DataFrame(rows)


def _state(row: pd.Series) -> str:
    if pd.isna(row["value"]) and row["reason"] == "not_in_file":
        return f.reason("not_in_file")
    return text(f"results.obs_status.{row['obs_status']}")


def agency_name(scene: Scene, code) -> str:
    """Return an agency's name; its code where the workbook does not name it."""
    return "" if pd.isna(code) else str(scene.agencies["name_vi"].get(code, code))


def next_steps(scene: Scene, objective: int | None, link: Link) -> Exhibit:
    """Return what each target that was missed, is fragile or cannot be judged asks to be done, or
    that areas clearly miss; those in the greatest need first: how many cases it takes, where, what
    the plan asks for and of whom."""
    plan = scene.of_objective(objective)
    own = scene.results[scene.results["area"] == scene.top].set_index("indicator", drop=False)
    own = own.loc[list(plan.index)]
    own = own.assign(margin=to_come.margins(scene, own))
    needs = {indicator: _need_of(scene, row) for indicator, row in own.iterrows()}
    first = sorted((i for i in needs if needs[i]), key=lambda i: _NEEDS.index(needs[i]))
    steps = [_step(scene, own.loc[indicator], link) for indicator in first]
    note = (
        "Chưa có trong tay Phụ lục của Kế hoạch ghi cơ quan chủ trì từng chỉ tiêu; đầu mối và cơ "
        "quan nêu ở đây được suy ra từ nội dung công việc, trừ nơi Kế hoạch nêu tên."
    )
    table = pd.DataFrame(
        [(s["indicator"], s["need"], s["places"], len(s["tasks"]), s["lead"]) for s in steps],
        columns=["indicator", "need", "places", "tasks", "lead"],
    )
    return Exhibit(render("steps.html", steps=steps, note=note), table)


_NEEDS = ("missed for sure", "missed", "not judged", "missed in areas", "fragile")


def _need_of(scene: Scene, row: pd.Series) -> str:
    """Which of _NEEDS a result is in, the greatest first; blank where it asks for nothing."""
    if row["reason"] == "school_year_open":
        return ""
    if row["status"] in BAD:
        return "missed" if row["evidence"] == "compatible" else "missed for sure"
    if row["status"] in ("no_data", "invalid"):
        return "not judged"
    if row["status"] not in GOOD:
        return ""
    if scene.of_shown(row["indicator"])["evidence"].eq("clearly_worse").any():
        return "missed in areas"
    return "fragile" if sentences.is_fragile(row, row["margin"]) else ""


def _step(scene: Scene, row: pd.Series, link: Link) -> dict:
    indicator = row["indicator"]
    plan = scene.indicators.loc[indicator]
    tasks = scene.actions[[indicator in served for served in scene.actions["indicators"]]]
    return {
        "indicator": indicator,
        "href": link(indicator),
        "name": plan["short_vi"],
        "verdict": verdict(row),
        "need": _need(scene, row),
        "places": _where(scene, indicator),
        "tasks": [
            {
                "text": task["task_vi"],
                "section": task["section"],
                "agencies": ", ".join(_short_agency(scene, a) for a in task["agencies"]),
            }
            for _, task in tasks.iterrows()
        ],
        "lead": agency_name(scene, plan["lead"]) or "chưa xác định",
    }


def _short_agency(scene: Scene, code: str) -> str:
    short = scene.agencies["short_vi"].get(code)
    return agency_name(scene, code) if pd.isna(short) else str(short)


def _need(scene: Scene, row: pd.Series) -> str:
    if row["status"] in ("no_data", "invalid"):
        return f"{f.capital(sentences.missing_why(scene, row['indicator']))}."
    if row["reason"] == SETTLED:
        return f"{f.capital(sentences.settled(scene, row))}."
    amount = (
        f"{f.value(row) or f.number(row['numerator'])}{sentences.counts_in_brackets(scene, row)}"
    )
    target = sentences.goal_text(scene, row)
    turning = to_come.turning(scene, row)
    if not turning:
        stuck = "" if row["status"] in to_come.OPEN else " Không thể đạt chỉ bằng cách đổi tử số."
        return f"{amount}, mức {target}.{stuck}"
    fragile = " Kết quả đạt nhưng mong manh." if row["status"] in GOOD else ""
    return f"{amount}, mức {target}. {f.capital(turning)}.{fragile}"


_DOUBTS = {
    "clearly_worse": ", kém hơn rõ rệt,",
    "not_tested": "",
    "compatible": " nhưng chưa đủ chắc chắn",
}


def _where(scene: Scene, indicator: str) -> str:
    rows, lowest = scene.of_shown(indicator), scene.of_leaves(indicator)
    missing = lowest.index[lowest["status"].eq("no_data")]
    behind = "chậm hoặc chưa đạt" if is_part(scene.period) else "chưa đạt"
    missed, parts = rows[rows["status"].isin(BAD)], []
    for evidence, doubt in _DOUBTS.items():
        those = missed[missed["evidence"].eq(evidence)]
        values = [scene.short(a) + (f" ({told})" if told else "") for a, row in those.iterrows()
                  for told in [f.value(row) or f.number(row["numerator"])]]  # fmt: skip
        if values:
            parts.append(f"{behind}{doubt} ở {naming(values)}")
    if len(missing):
        parts.append(f"chưa có số liệu của {naming(scene.short(a) for a in missing)}")
    return "; ".join(parts)


def definitions(scene: Scene, objective: int | None) -> Exhibit:
    """Return the definition, the formula and the source of each of a page's indicators."""
    plan = scene.of_objective(objective)
    known = scene.variables["name_vi"]

    def expression(cell) -> str:
        if pd.isna(cell):
            return ""
        return " + ".join(str(known.get(v, v)) for v in terms(cell))

    table = pd.DataFrame(
        {
            "Mã": plan.index,
            "Chỉ số": plan["name_vi"].to_numpy(),
            "Tử số": [expression(cell) for cell in plan["numerator"]],
            "Mẫu số": [
                "Cùng số đó của năm trước" if kind == "change" else expression(cell)
                for kind, cell in zip(plan["kind"], plan["denominator"], strict=True)
            ],
            "Định nghĩa và chỗ còn ngờ": plan["definition_vi"].to_numpy(),
            "Nguồn": plan["source"].to_numpy(),
        }
    )
    return plain("Định nghĩa và nguồn", table, wide=True)


def reading_guide(scene: Scene) -> Exhibit:
    """Return what the words and signs of a page mean, in plain Vietnamese."""
    confidence = f"{f.number(100 * scene.settings.confidence)}%"
    words = {
        f"Khoảng tin cậy {confidence}": (
            "Phạm vi mà mức thực có thể nằm trong, vì số trường hợp có giới hạn: nếu lặp lại nhiều "
            "năm trong cùng điều kiện, khoảng tính theo cách này chứa mức thực trong "
            f"{confidence} số lần. Số càng nhỏ, khoảng càng rộng. Số đếm đủ mọi trường, mọi xã "
            "không phải là mẫu nên không có khoảng."
        ),
        "Đạt, chưa đạt": (
            "So số đếm chính xác với mức của Kế hoạch, không so số đã làm tròn. “Dưới” là nhỏ hơn "
            "hẳn; “xuống”, “đạt” tính cả mức đó."
        ),
        "Tốt hơn hoặc kém hơn rõ rệt": "Cả khoảng tin cậy nằm về một phía của mức chỉ tiêu.",
        "Chưa đủ chắc chắn": (
            "Khoảng tin cậy còn chứa mức chỉ tiêu: chênh lệch có thể do ngẫu nhiên."
        ),
        "Không kiểm định": (
            "Mức “bằng”, phần của số xã, mức giảm so với năm trước, và số đếm đủ mọi trường, "
            "mọi xã được xét trên số đếm, không qua khoảng tin cậy."
        ),
        "Không phát sinh": (
            "Không có trường hợp nào để tính (0 trên 0): không coi là đạt hay chưa đạt."
        ),
        "Tổng của địa bàn": (
            "Cộng tử số và mẫu số của các đơn vị bên dưới rồi mới chia; thiếu một đơn vị thì chưa "
            "kết luận, trừ khi phần còn thiếu dù thế nào cũng không đổi được kết luận."
        ),
        "Cách tính khoảng": (
            "Tỷ lệ: Wilson. Tỷ suất và số đếm: Poisson chính xác khi dưới 10 trường hợp, Byar từ "
            "10 trở lên."
        ),
        f"“{f.NONE}”": "Không phát sinh: đã đếm và không có trường hợp nào.",
        f"“{f.MISSING}”": "Chưa thu thập được số liệu.",
    }
    words |= part_year.words(scene)
    table = pd.DataFrame(words.items(), columns=["Từ, ký hiệu", "Nghĩa"])
    return plain("Cách đọc trang này", table)
