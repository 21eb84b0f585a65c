"""What a page of a part of a year says of itself: what it is judged on, and what its words mean."""

from __future__ import annotations

import pandas as pd

from chitieu.measure.pace import FLOW, FLOWS, SCHOOL_YEAR, STOCK, bases
from chitieu.plan.periods import QUARTERS, elapsed, is_part
from chitieu.show import formats as f
from chitieu.show.scene import Scene

_SHARES = {1: "một phần tư", 2: "một nửa", 3: "ba phần tư"}


def notes(scene: Scene, objective: int | None) -> list[str]:
    """Return what the head of a page says of a part of a year; nothing for a whole year."""
    if not is_part(scene.period):
        return []
    quarters = elapsed(scene.period)
    head = f"Trang này chỉ xét một phần của năm: {f.period_name(scene.period)}"
    if quarters == QUARTERS:
        return [f"{head}. Số phát sinh là tổng các kỳ trong năm, nên xét như số của cả năm."]
    plan = scene.of_objective(objective)
    of = bases(plan, scene.variables)
    told = [
        f"{head}; số phát sinh tính từ đầu năm đến hết tháng {3 * quarters}, chưa phải số cả năm.",
        _paced(of, plan["kind"].eq("change"), quarters),
        _named(
            of.index[of.eq(STOCK)],
            "Xét theo hiện trạng, vì là số tại một thời điểm: chỉ số ",
        ),
        _named(
            of.index[of.eq(SCHOOL_YEAR)],
            "Chưa xét, vì tính theo năm học: chỉ số "
            if _waits(scene, of)
            else "Tính theo năm học, đã kết thúc trong tháng 5 nên xét như cả năm: chỉ số ",
        ),
    ]
    return [" ".join(sentence for sentence in told if sentence)]


def brief(scene: Scene) -> list[str]:
    """Return the same in one sentence, for a page whose table says the rest beside each target."""
    return [note.partition(". ")[0].removesuffix(".") + "." for note in notes(scene, None)]


def _paced(of: pd.Series, changes: pd.Series, quarters: int) -> str:
    counted, rates = of.index[of.eq(FLOW) & ~changes], of.index[of.eq(FLOWS)]
    told = []
    if len(counted):
        told.append(
            f"số phát sinh của chỉ số {f.listing(counted)} so với {_SHARES[quarters]} mức cả năm"
        )
    if len(changed := of.index[of.eq(FLOW) & changes]):
        told.append(f"chỉ số {f.listing(changed)} so với cùng kỳ năm trước")
    if len(rates):
        told.append(
            f"chỉ số {f.listing(rates)}, có cả tử số và mẫu số phát sinh trong năm, so ngay với "
            "mức cả năm"
        )
    return f"Xét theo tiến độ: {'; '.join(told)}." if told else ""


def _waits(scene: Scene, of: pd.Series) -> bool:
    """Whether the school years' figures are not there yet."""
    rows = scene.results[scene.results["indicator"].isin(of.index[of.eq(SCHOOL_YEAR)])]
    return bool(rows["reason"].eq("school_year_open").any())


def _named(indicators, lead: str) -> str:
    return f"{lead}{f.listing(indicators)}." if len(indicators) else ""


def words(scene: Scene) -> dict[str, str]:
    """Return the words of a part of a year with their meanings; none for a whole year."""
    if not is_part(scene.period) or elapsed(scene.period) == QUARTERS:
        return {}
    confidence = f"{f.number(100 * scene.settings.confidence)}%"
    return {
        "Đang đúng tiến độ": (
            "Nếu phần còn lại của năm diễn ra như phần đã qua thì cả năm đạt mức chỉ tiêu. Số tại "
            "một thời điểm: hiện trạng đạt mức."
        ),
        "Có nguy cơ không đạt": (
            "Theo tiến độ đến nay thì cả năm không đạt, nhưng phần còn lại của năm vẫn có thể làm "
            "cho đạt."
        ),
        "Đã không đạt": (
            "Dù phần còn lại của năm thế nào, cả năm cũng không thể đạt: như đã có một trường hợp "
            "khi mức là 0, hay đã vượt số nhiều nhất mà mức cả năm cho phép (lấy mẫu số hiện nay)."
        ),
        "Giới hạn dự báo cả năm": (
            f"Số trường hợp ít nhất và nhiều nhất mà cả năm có thể có với độ tin cậy {confidence}, "
            "nếu nguy cơ không đổi: tính chính xác theo phân phối nhị thức từ số đã đếm, theo "
            "Nelson (1970). Độ chắc chắn của tiến độ dựa vào giới hạn này."
        ),
    }
