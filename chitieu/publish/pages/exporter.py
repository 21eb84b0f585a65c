"""An executed notebook as one HTML page that needs no network and no script."""

from __future__ import annotations

import html
import re
import unicodedata
from importlib.metadata import version
from pathlib import Path

from nbconvert.exporters import HTMLExporter, TemplateExporter
from traitlets import default
from traitlets.config import Config

FOLDER = Path(__file__).parent
PARAMETER_TAGS = ("parameters", "injected-parameters")
_HEADING = re.compile(r"<h(?P<level>[23])>(?P<text>.*?)</h[23]>", re.DOTALL)
_INDICATOR = re.compile(
    r'<h3 id="(?P<name>chi-tieu-[^"]+)-ten"><span class="ct-id">(?P<id>.*?)</span>'
)
_VERSIONS = ("chitieu", "papermill", "nbconvert", "pandas", "geopandas", "matplotlib")


class PageExporter(HTMLExporter):
    """Makes a page of an executed notebook: contents, folded code, provenance at the foot.

    Cells tagged `parameters` are left out; what they set stands at the foot. The page's title is
    the first heading.
    """

    export_from_notebook = "chitieu page"

    @default("template_name")
    def _template_name_default(self) -> str:
        return "chitieu"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    @property
    def default_config(self) -> Config:
        config = Config(
            {
                "TagRemovePreprocessor": {
                    "enabled": True,
                    "remove_cell_tags": list(PARAMETER_TAGS),
                },
                "HTMLExporter": {
                    "extra_template_basedirs": [str(FOLDER / "templates")],
                    "language_code": "vi",
                    "exclude_anchor_links": True,
                },
            }
        )
        config.merge(super().default_config)
        return config

    def from_notebook_node(self, nb, resources=None, **kw):
        resources = self._init_resources(resources)
        resources["page"] = {
            "title": _title(nb),
            "contents": _contents(nb),
            "parameters": _parameters(nb),
            "notebook": nb.metadata.get("chitieu", {}).get("notebook", ""),
            "ran_by": nb.metadata.get("chitieu", {}).get("ran_by", ""),
            "versions": ", ".join(f"{name} {version(name)}" for name in _VERSIONS),
            "css": (FOLDER / "page.css").read_text("utf-8"),
        }
        # HTMLExporter's own would parse and write the whole page again, SVG letters changed.
        return TemplateExporter.from_notebook_node(self, nb, resources, **kw)

    def default_filters(self):
        yield from super().default_filters()
        yield "anchored", anchored


def anchored(text: str) -> str:
    """Return HTML whose second and third headings carry an address made of their words."""
    return _HEADING.sub(
        lambda found: (
            f'<h{found["level"]} id="{slug(found["text"])}">{found["text"]}</h{found["level"]}>'
        ),
        text,
    )


def slug(text: str) -> str:
    """Return an address in a-z, 0-9 and - for a heading: "Ở đâu?" is "o-dau"."""
    plain = html.unescape(re.sub(r"<[^>]+>", "", text)).replace("đ", "d").replace("Đ", "D")
    letters = unicodedata.normalize("NFD", plain).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")


def _title(nb) -> str:
    for cell in nb.cells:
        if cell.cell_type == "markdown" and (found := re.match(r"# +(.+)", cell.source)):
            return found[1].strip()
    return "chitieu"


def _contents(nb) -> list[dict]:
    """The second headings of the prose, and the indicators' parts of the outputs."""
    contents = []
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            contents += [
                {"level": 2, "id": slug(text), "text": text.strip()}
                for text in re.findall(r"^## +(.+)$", cell.source, re.MULTILINE)
            ]
        for output in cell.get("outputs", []):
            page = "".join(output.get("data", {}).get("text/html", ""))
            contents += [
                {"level": 3, "id": found["name"], "text": html.unescape(found["id"])}
                for found in _INDICATOR.finditer(page)
            ]
    return contents


def _parameters(nb) -> dict[str, str]:
    """What the parameters cells set, the later over the earlier: defaults and what was given."""
    values: dict[str, str] = {}
    for cell in nb.cells:
        if set(cell.metadata.get("tags", [])) & set(PARAMETER_TAGS):
            values |= dict(
                re.findall(r"^(\w+)\s*=\s*([^#\n]*?)\s*(?:#.*)?$", cell.source, re.MULTILINE)
            )
    return values
