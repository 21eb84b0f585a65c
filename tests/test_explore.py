"""The steps of an analyst run as the documentation writes them, in both languages."""

import re
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from chitieu.show.exhibit import Exhibit

DOCS = Path(__file__).parents[1] / "docs"
PAGES = {"vi": "kham-pha.md", "en": "explore.md"}


def steps(language: str) -> list[str]:
    text = (DOCS / PAGES[language]).read_text(encoding="utf-8")
    return re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)


@pytest.mark.sampled(1)
@pytest.mark.parametrize(("language", "highest"), [("vi", "33,2%"), ("en", "33.2%")])
def test_the_steps_run_as_they_are_written(workbook_copy, monkeypatch, language, highest):
    monkeypatch.chdir(workbook_copy)
    names = {}
    for step in steps(language):
        exec(
            compile(step.replace("book.show(", "shown = book.show("), PAGES[language], "exec"),
            names,
        )
    plt.close("all")
    assert isinstance(names["shown"], Exhibit)
    assert highest in names["shown"].reading
    assert "<svg" in names["shown"].html
    assert len(pd.read_excel("4b.xlsx")) == len(names["stunted"]) == 7
    assert names["change"].notna().sum() == 7 + 1  # the communes, and the district
    judged = names["judge"](names["add_rates"](names["own"]))
    assert judged["status"].tolist() == ["not_met", "met"]
    assert judged["evidence"].tolist() == ["clearly_worse", "clearly_better"]


def test_both_languages_write_the_same_steps():
    own, other = (
        [re.sub(r'"[^"]*"', '""', step) for step in steps(language)] for language in PAGES
    )
    assert own == other
    assert sum(len(step.splitlines()) for step in own) >= 30
