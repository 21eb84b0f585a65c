"""Results of 2022 as they are delivered, to the office they are sent to and inside."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from chitieu.publish import exchange
from chitieu.publish.exchange.delivered import Delivery
from chitieu.workbook import Workbook


class Delivered:
    """An opened workbook, and the folder that its files were written to."""

    def __init__(self, book: Workbook, folder: Path):
        self.book, self.folder = book, folder
        self.results = Delivery.of(book).results
        for name, content in exchange.files(book).items():
            (folder / name).write_bytes(content)

    def withheld(self) -> pd.Series:
        return self.results["conf_status"].eq("C")


@pytest.fixture(scope="session")
def delivered(root, tmp_path_factory) -> dict[str, Delivered]:
    """By audience."""
    return {
        audience: Delivered(
            Workbook.open(2022, audience=audience, root=root), tmp_path_factory.mktemp(audience)
        )
        for audience in ("review", "internal")
    }


@pytest.fixture(scope="session")
def review(delivered) -> Delivered:
    return delivered["review"]


@pytest.fixture(scope="session")
def csv_text(review) -> pd.DataFrame:
    """The cells of results.csv."""
    return pd.read_csv(review.folder / "results.csv", dtype=str, keep_default_na=False)
