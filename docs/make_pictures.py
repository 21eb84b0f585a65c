"""Make the pictures of README.vi.md from the pages in `outputs/2022`.

    chitieu run 2022
    python docs/make_pictures.py

Needs a Chromium on this machine, and pdftoppm (of poppler) for the printed page. The same pages,
browser and fonts give the same bytes. A picture whose part is no longer on its page is a fault.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "outputs" / "2022"
PICTURES = ROOT / "docs" / "pictures"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
WIDTH, HEIGHT = 1180, 760  # a laptop's window, wide enough for the contents beside the page
LARGEST = 150_000  # bytes: a reader on a slow line loads all of them
COLOURS = (256, 128, 64, 32)  # tried in turn until a picture is small enough
EDGE = "#b9c2cb"  # a page is white, and so is what it is shown on
MARGIN = 14  # pixels of white around a part that is cut out of its page
PRINT_DPI = 84


@dataclass(frozen=True)
class Picture:
    """One picture: `part` is the CSS selector of what it shows, blank for the first screen.

    `height`: where a part that is longer is cut, in pixels.
    """

    name: str
    page: str
    part: str = ""
    height: int = HEIGHT
    printed: bool = False


WANTED = (
    Picture("bang-tong-hop", "0_tong_hop"),
    Picture("bang-diem", "0_tong_hop", "table.ct-scorecard", height=520),
    Picture("trang-muc-tieu", "1_suc_khoe"),
    Picture("ban-do", "1_suc_khoe", "#maps-1", height=1100),
    Picture("mot-chi-so", "1_suc_khoe", "#chi-tieu-4b", height=955),
    Picture("trang-in-a4", "0_tong_hop", printed=True),
)


def main() -> int:
    """Make every picture; say which could not be made. Returns 0, or 1 where one is missing."""
    missing = {picture.page for picture in WANTED if not _address(picture).is_file()}
    if missing:
        print(f"{PAGES} lacks {', '.join(sorted(missing))}; run: chitieu run 2022", file=sys.stderr)
        return 1
    failed = 0
    with sync_playwright() as playwright:
        # Chromium refuses to sandbox the superuser, who runs it in a container.
        superuser = hasattr(os, "geteuid") and os.geteuid() == 0
        browser = playwright.chromium.launch(
            executable_path=_browser(), args=["--no-sandbox"] if superuser else []
        )
        for picture in WANTED:
            try:
                content = _small(_taken(browser, picture), picture.name)
            except ValueError as error:
                print(error, file=sys.stderr)
                failed += 1
                continue
            PICTURES.mkdir(parents=True, exist_ok=True)
            (PICTURES / f"{picture.name}.png").write_bytes(content)
            print(f"{picture.name}.png {len(content) / 1000:.0f} kB")
        browser.close()
    return 1 if failed else 0


def _browser() -> str:
    found = [path for path in map(shutil.which, BROWSERS) if path]
    if not found:
        raise SystemExit(f"no browser here; install one of: {', '.join(BROWSERS)}")
    return found[0]


def _address(picture: Picture) -> Path:
    return PAGES / f"{picture.page}.html"


def _taken(browser: Browser, picture: Picture) -> Image.Image:
    page = browser.new_page(
        viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=1, locale="vi-VN"
    )
    page.goto(_address(picture).as_uri())
    try:
        taken = _printed(page) if picture.printed else _shown(page, picture)
        return ImageOps.expand(taken.convert("RGB"), border=1, fill=EDGE)
    finally:
        page.close()


def _shown(page: Page, picture: Picture) -> Image.Image:
    if not picture.part:
        return Image.open(io.BytesIO(page.screenshot()))
    part = page.locator(picture.part)
    if part.count() != 1:
        raise ValueError(f"{picture.page}.html has {part.count()} times '{picture.part}', not once")
    taken = Image.open(io.BytesIO(part.screenshot())).convert("RGB")
    taken = taken.crop((0, 0, taken.width, min(taken.height, picture.height)))
    return ImageOps.expand(taken, border=MARGIN, fill="white")


def _printed(page: Page) -> Image.Image:
    """The first sheet, as the page is printed."""
    if not shutil.which("pdftoppm"):
        raise ValueError("the printed page needs pdftoppm; install poppler")
    with tempfile.TemporaryDirectory() as folder:
        page.pdf(path=f"{folder}/page.pdf", format="A4", prefer_css_page_size=True)
        subprocess.run(
            ["pdftoppm", "-png", "-r", str(PRINT_DPI), "-singlefile", "page.pdf", "page"],
            cwd=folder,
            check=True,
        )
        return Image.open(io.BytesIO(Path(folder, "page.png").read_bytes()))


def _small(taken: Image.Image, name: str) -> bytes:
    """Return the picture as PNG, in as many colours as fit into the largest size."""
    for colours in COLOURS:
        file = io.BytesIO()
        taken.quantize(colours, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
        if file.tell() <= LARGEST:
            return file.getvalue()
    raise ValueError(f"{name}.png has {file.tell()} bytes; cut it lower or show less")


if __name__ == "__main__":
    sys.exit(main())
