"""Build the site of the pages: `python tools/site.py`, in the environment `site`; it lies in .cache/site/html.

The pages keep their places, so that their links work here as they do in the repository. A file that a page links to is
taken along. mkdocs, strict, fails on a link that leads nowhere, and on a page that the menu in mkdocs.yml leaves out.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("*.md", "docs/*.md", "examples/*.md", "examples/*/README.md", "modules/zappa_iam/README.md")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s:]+)(?:#[^)\s]*)?\)")
FOLDER = ROOT / ".cache" / "site"


class SiteError(Exception):
    """Where: what; what to do, in one line."""


def gather(root=ROOT, folder=FOLDER):
    """Copy every page, and every file that one links to, to `pages` in the folder; return the pages' places."""
    target = folder / "pages"
    shutil.rmtree(target, ignore_errors=True)
    pages = sorted({path.relative_to(root) for pattern in PAGES for path in root.glob(pattern)})
    for page in pages:
        for place in (page, *linked(root, page)):
            (target / place).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / place, target / place)
    (target / "docs" / "reports.md").write_text(reports(root, target), encoding="utf-8")
    return pages


def reports(root, target):
    """The page of the examples' reports, which `make site` has written before; each goes along."""
    lines = ["# Reports of the examples", "", "[What a report says](report.md), and how to make one."]
    for report in sorted((root / ".cache" / "reports").glob("*.html")):
        (target / "docs" / "reports").mkdir(exist_ok=True)
        shutil.copyfile(report, target / "docs" / "reports" / report.name)
        lines += ["", f"- [{report.stem}](reports/{report.name})"]
    return "\n".join([*lines, ""])


def linked(root, page):
    """The files of the repository that a page links to."""
    found = []
    for link in LINK.findall((root / page).read_text(encoding="utf-8")):
        path = Path(os.path.normpath(page.parent / link))
        if path.parts[0] == ".." or not (root / path).is_file():
            raise SiteError(f"{page}: links to {link}, which is no file of the repository; link to one")
        found.append(path)
    return found


def main():
    """Build the site; one line, and exit status 1, where a link leads nowhere."""
    try:
        gather()
    except SiteError as error:
        sys.exit(f"site: {error}")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--clean", "--config-file", str(ROOT / "mkdocs.yml")]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}  # the theme's notice of its successor
    if subprocess.run(command, env=environment, check=False).returncode:
        sys.exit("site: not built, for the reason above")
    print(f"{(FOLDER / 'html' / 'index.html').relative_to(ROOT)}: open it in a browser")


if __name__ == "__main__":
    main()
