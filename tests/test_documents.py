"""What the documents promise: commands, pictures, links, messages, examples, and the lock."""

from __future__ import annotations

import ast
import re
import tomllib
import unicodedata
from pathlib import Path

import pandas as pd
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from chitieu.collect.quality import check
from chitieu.measure import protect

ROOT = Path(__file__).resolve().parents[1]
SETUP = (
    "python3 -m venv .venv && .venv/bin/pip install -q -r requirements.lock && "
    ".venv/bin/pip install -q --no-build-isolation --no-deps -e . && "
)
QUICK_START = [
    SETUP + ".venv/bin/chitieu run 2022",
    SETUP + ".venv/bin/pytest -q -n auto --dist loadgroup",
]
WITHHELD = "README.vi.md", "Những số được giữ kín"
NOT_OURS = {"outputs", "build", "__pycache__"}
OUR_HIDDEN = {".ci", ".gitignore", ".gitattributes", ".pre-commit-config.yaml"}


def our_files(*patterns: str) -> list[Path]:
    """The repository's files, without what tools and runs leave in a working tree."""

    def is_ours(path: Path) -> bool:
        parts = path.relative_to(ROOT).parts
        hidden = [part for part in parts if part.startswith(".") and part not in OUR_HIDDEN]
        made = [part for part in parts if part in NOT_OURS or part.endswith(".egg-info")]
        return path.is_file() and not hidden and not made

    return sorted({p for pattern in patterns for p in ROOT.rglob(pattern) if is_ours(p)})


DOCUMENTS = [*our_files("*.md"), ROOT / "outputs" / "README.md"]


def section(name: str, heading: str) -> str:
    """What stands under a heading of the second level, up to the next one."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return re.search(rf"^## {re.escape(heading)}.*?$(.*?)(?=^## |\Z)", text, re.M | re.S)[1]


def blocks(text: str, language: str = r"\w*") -> list[list[str]]:
    """The lines of each fenced block."""
    found = re.findall(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)
    return [block.splitlines() for block in found]


def images(name: str) -> list[tuple[str, str]]:
    """The alternative text and the address of each picture."""
    return re.findall(r"!\[(.*?)\]\((.*?)\)", (ROOT / name).read_text(encoding="utf-8"))


# ---- commands -----------------------------------------------------------------------------------


def powershell(command: str) -> str:
    """The same in Windows PowerShell 5, which has no &&."""
    first, *steps = re.sub(r"\.venv/bin/", r".venv\\Scripts\\", command).split(" && ")
    first = first.replace("python3", "py -3")
    return "; ".join([first, *(f"if ($?) {{ {step} }}" for step in steps)])


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        pytest.param("README.md", "Quick start", id="english"),
        pytest.param("README.vi.md", "Bắt đầu nhanh", id="vietnamese"),
    ],
)
class TestQuickStart:
    def test_it_is_one_fenced_block_of_two_commands(self, name, heading):
        assert blocks(section(name, heading)) == [QUICK_START]

    def test_windows_has_the_same_steps(self, name, heading):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert blocks(text, "powershell") == [[powershell(line) for line in QUICK_START]]


def test_the_guides_example_of_what_is_withheld_is_what_the_program_does():
    rows = re.findall(r"^\| (Số thật|Công bố) \| (.+) \|$", section(*WITHHELD), re.M)
    true, shown = (cells.split(" | ") for _, cells in rows)
    areas = pd.DataFrame({"area": list("HABCDE"), "parent": [None, *"HHHHH"], "edition": "1"})
    counts = areas.assign(period="2022", variable="u5_deaths", value=[*map(int, true)])
    variables = pd.DataFrame({"sensitive": ["yes"], "stock_or_flow": "flow"}, index=["u5_deaths"])
    nothing = pd.DataFrame(columns=["kind", "numerator", "denominator", "sensitive"])
    done = protect(counts.astype({"value": "Float64"}), nothing, variables, areas)
    found = ["(bm)" if pd.isna(value) else str(int(value)) for value in done["value"]]
    assert (len(true), found) == (6, shown)


# ---- pictures and links -------------------------------------------------------------------------


def test_the_pictures_are_those_that_the_guide_shows_and_the_script_makes():
    shown = {Path(address).stem for _, address in images("README.vi.md")}
    there = {path.stem for path in (ROOT / "docs" / "pictures").iterdir()}
    script = ast.parse((ROOT / "docs" / "make_pictures.py").read_text(encoding="utf-8"))
    made = {
        node.args[0].value
        for node in ast.walk(script)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Picture"
    }
    assert shown == there == made


@pytest.mark.parametrize(
    ("alt", "address"),
    [pytest.param(*image, id=Path(image[1]).stem) for image in images("README.vi.md")],
)
def test_a_picture_is_light_and_described(alt, address):
    assert (ROOT / address).stat().st_size <= 150_000
    assert len(alt) > 20


def test_every_page_of_docs_is_led_to_from_a_readme():
    readmes = "".join((ROOT / name).read_text("utf-8") for name in ("README.md", "README.vi.md"))
    pages = [f"docs/{page.name}" for page in sorted((ROOT / "docs").glob("*.md"))]
    assert [page for page in pages if f"]({page})" not in readmes] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_link_within_the_repository_leads_somewhere(document):
    text = re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.S)
    addresses = re.findall(r"\]\(([^)\s]+)\)", text)
    within = [a.partition("#")[0] for a in addresses if not re.match(r"[a-z]+:|#", a)]
    assert [a for a in within if not (document.parent / a).exists()] == []


# ---- what the guide says that the workbook says -------------------------------------------------

LINE = {"children_u1": 2, "children_u5": 3, "children_u8": 4, "children_stunted": 28}


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("variable", "column", "value", "message"),
    [
        pytest.param("children_u1", "value", "90,4%", "'90,4%' is no number", id="percentage"),
        pytest.param("children_u8", "value", "1.234", "'1.234' may be 1234 or 1.234", id="point"),
        pytest.param(
            "children_u5", "value", "", "the value is empty and not declared missing", id="blank"
        ),
        pytest.param(
            "children_u5", "area", "23480", "'23480' is no area of edition 2008", id="area"
        ),
        pytest.param("children_u5", "variable", "childern_u5", "is no variable", id="variable"),
        pytest.param("children_u5", "variable", "children_u1", "the line repeats line", id="twice"),
        pytest.param("children_stunted", "value", "490", "more than", id="part-above-whole"),
        pytest.param(
            "children_stunted", "value", "490", "children_u5_measured, 477 (line 27);", id="example"
        ),
    ],
)
def test_a_message_that_the_guide_explains_is_what_the_check_says(
    workbook_copy, set_cell, variable, column, value, message
):
    set_cell(workbook_copy / "data" / "observations" / "2022.csv", LINE[variable], column, value)
    errors, _ = check(workbook_copy, [2022])
    assert any(message in str(error) and error.row == LINE[variable] for error in errors)
    assert message in (ROOT / "README.vi.md").read_text(encoding="utf-8")


def test_the_examples_in_pandas_run_one_after_the_other(workbook_copy, monkeypatch):
    monkeypatch.chdir(workbook_copy / "notebooks")
    text = section("README.vi.md", "Tự khám phá trong JupyterLab")
    (example,) = blocks(text, "python")
    steps = re.findall(r"^\| [^|`]+ \| `(.+)` \|$", text, re.M)
    assert len(steps) >= 6
    names: dict = {}
    for code in ["\n".join(example), *steps]:
        exec(code, names)
    assert Path("4b.csv").read_bytes().startswith(b"\xef\xbb\xbf"), "Excel needs the mark"


# ---- the lock and the environments --------------------------------------------------------------


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def lock() -> str:
    return (ROOT / "requirements.lock").read_text(encoding="utf-8")


def pins() -> dict[str, list[str]]:
    """The versions of each package in the lock that come with a hash."""
    pinned = r"^([\w.-]+)==([^\s;]+)[^\n]*\\\n +--hash=sha256:[0-9a-f]{64}\b"
    found: dict[str, list[str]] = {}
    for name, version in re.findall(pinned, lock(), re.M):
        found.setdefault(canonicalize_name(name), []).append(version)
    return found


def requirements() -> list[Requirement]:
    about = project()["project"]
    extras = [line for lines in about["optional-dependencies"].values() for line in lines]
    every = [*about["dependencies"], *extras, *project()["build-system"]["requires"]]
    named = {line: Requirement(line) for line in every}
    return [need for need in named.values() if need.name != about["name"]]


@pytest.mark.parametrize("need", requirements(), ids=str)
def test_a_dependency_is_pinned_with_its_hash(need):
    versions = pins().get(canonicalize_name(need.name), [])
    assert versions, f"{need.name} is not in requirements.lock"
    assert all(need.specifier.contains(version, prereleases=True) for version in versions)


def test_the_lock_pins_everything_and_names_no_host():
    entries = re.findall(r"^(?![ #])\S.*$", lock(), re.M)
    assert [line for line in entries if "==" not in line] == []
    assert len(entries) == sum(map(len, pins().values())), "an entry has no hash"
    assert not re.search(r"://|index-url|find-links|\bfile:", lock())


def test_conda_gets_the_same_python_and_the_same_lock():
    wanted = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    assert f"python{project()['project']['requires-python']}" in wanted
    assert {"pip": ["-r requirements.lock"]} in wanted


# ---- nothing of the machine it was made on ------------------------------------------------------

OF_A_MACHINE = re.compile(
    r"/(?:home|Users)/\w|/root/|[A-Z]:\\Users\\\w|index-url [=\w]|pythonhosted|/simple/\b"
    r"|file:///\w|https?://[\w.]*(?:pypi|npmjs|debian|conda)\b"
)


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        pytest.param("/home/an/chitieu", True, id="home"),
        pytest.param("/Users/an/chitieu", True, id="mac"),
        pytest.param(r"C:\Users\an\chitieu", True, id="windows"),
        pytest.param("--index-url https://example.org", True, id="index"),
        pytest.param("https://example.org/simple/babel", True, id="simple-index"),
        pytest.param("uv pip compile --no-emit-index-url --no-header", False, id="the-option"),
        pytest.param("https://" + "pypi" + ".org/project/a/", True, id="a-registry"),
        pytest.param("from the Python Package Index", False, id="a-source-cited"),
        pytest.param("a simple/plain way home/here", False, id="words"),
    ],
)
def test_the_reader_of_machines_sees(text, tells):
    assert bool(OF_A_MACHINE.search(text)) is tells


def test_no_file_tells_of_the_machine_it_was_made_on_and_text_is_composed():
    told, decomposed = [], []
    for path in our_files("*"):
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture, a shapefile
        if path == Path(__file__).resolve():
            continue  # its own table of cases
        name = path.relative_to(ROOT).as_posix()
        told += [f"{name}: {found[0]}" for found in OF_A_MACHINE.finditer(text)]
        if path.suffix == ".md" and not unicodedata.is_normalized("NFC", text):
            decomposed.append(name)
    assert told == []
    assert decomposed == []
