"""`make site`: every page is in it, every link leads somewhere, and nothing is loaded from elsewhere."""

from __future__ import annotations

import subprocess
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.conftest import ROOT
from tests.shared.tools import tool

HTML = ROOT / ".cache" / "site" / "html"


class Links(HTMLParser):
    """What a page links to, what it loads, and the places in it that a link can name."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.places = {""}
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.places.add(found.get("id", ""))
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        if tag in ("script", "img", "iframe") and "src" in found:
            self.loaded.append(found["src"])
        if tag == "link" and "canonical" not in found.get("rel", ""):
            self.loaded.append(found.get("href", ""))


@pytest.fixture(scope="module")
def pages() -> dict[Path, Links]:
    """Every page of the site, built anew."""
    python = ROOT / ".cache" / "environments" / "site" / "bin" / "python"
    command = [str(python), str(ROOT / "tools" / "site.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == ".cache/site/html/index.html: open it in a browser\n"
    return {path: Links(path) for path in HTML.rglob("*.html") if path.name != "404.html"}


def test_every_page_is_there(pages: dict[Path, Links]) -> None:
    """Each Markdown page of docs/ and of the examples is in it."""
    wanted = [path.relative_to(ROOT).with_suffix(".html") for path in (ROOT / "docs").glob("*.md")]
    assert [str(page) for page in wanted if HTML / page not in pages] == []
    assert {HTML / "examples" / "quickstart" / "index.html", HTML / "index.html"} <= pages.keys()


def test_every_link_leads_somewhere(pages: dict[Path, Links]) -> None:
    """A link within the site names a file of it, and where it names a place, one that there is."""
    astray = []
    for page, found in pages.items():
        for link in found.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            target = target / "index.html" if target.is_dir() else target
            known = pages[target].places if target in pages else {""}
            if not target.is_file() or unquote(parts.fragment) not in known:
                astray.append(f"{page.name}: {link}")
    assert astray == []


def test_nothing_is_loaded_from_elsewhere(pages: dict[Path, Links]) -> None:
    """Scripts, styles and pictures are the site's own, so that it works offline."""
    assert [link for found in pages.values() for link in found.loaded if urlsplit(link).netloc] == []


def test_a_link_to_nothing_is_refused(tmp_path: Path) -> None:
    """A page that links to a file that is not there is named, with the link."""
    site = tool("site")
    (tmp_path / "README.md").write_text("[here](docs/there.md)\n")
    with pytest.raises(site.SiteError, match=r"^README.md: links to docs/there.md, which is no file"):
        site.gather(tmp_path, tmp_path / "site")
