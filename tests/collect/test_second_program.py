"""A form that a second program has written: LibreOffice opens it, saves it in its own format, and
saves that as Excel's again. Run with -m slow, where LibreOffice is."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from chitieu.collect.receive import receive

from .sent_back import with_edition

SOFFICE = shutil.which("soffice")
OBSERVATIONS = "data/observations/2022.csv"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed"),
]


@pytest.fixture(scope="module")
def resaved(filled, tmp_path_factory):
    """The filled forms of 2022 as LibreOffice writes them, by way of its own format."""
    folder = tmp_path_factory.mktemp("qua LibreOffice")
    profile = (folder / "profile").as_uri()

    def convert(source, kind: str, to):
        files = sorted(map(str, source))
        options = ["--headless", f"-env:UserInstallation={profile}", "--convert-to", kind]
        subprocess.run(
            [SOFFICE, *options, "--outdir", str(to), *files],
            check=True, capture_output=True, timeout=300,
        )  # fmt: skip

    convert(filled.glob("*.xlsx"), "ods", folder / "ods")
    convert((folder / "ods").glob("*.ods"), "xlsx", folder / "xlsx")
    return folder / "xlsx"


def test_forms_that_a_second_program_wrote_give_exactly_the_figures(root, emptied, resaved, forms):
    paths = sorted(resaved.glob("*.xlsx"))
    assert {path.name for path in paths} == {form.file_name for form in forms.values()}
    receipts = receive(emptied, paths)
    assert [str(fault) for receipt in receipts for fault in receipt.faults] == []
    assert (emptied / OBSERVATIONS).read_text("utf-8") == with_edition(root / OBSERVATIONS)

    again = receive(emptied, paths)
    assert sum(len(r.found.new) + len(r.found.changed) for r in again) == 0
