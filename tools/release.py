"""Check a release and pack it: `python tools/release.py`, as `make release` does.

Version (pyproject.toml), tag, CHANGELOG.md and rendered module must agree; each disagreement is a line. Where they do,
.cache/release gets the wheel, the sdist, and the module as an archive whose root is that of the registry's repository.
"""

import gzip
import io
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".cache" / "release"
MODULE = "modules/zappa_iam"
REPOSITORY = "terraform-aws-zappa-iam"  # the name that the registry asks for: terraform-PROVIDER-NAME
PAGES = ("README.md", "templates/README.md.j2", "docs/*.md", "examples/*/*.md", "examples/*/*.yaml")


def main():
    """Check, then pack; one line for each disagreement, exit status 1."""
    version, faults = _version()
    faults += [*_changelog(version), *_tag(version), *_references(version), *_uncommitted(), *_module()]
    if faults:
        sys.exit("\n".join(faults))
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    _run([sys.executable, "-m", "hatchling", "build", "--directory", str(FOLDER)])
    archive = FOLDER / f"{REPOSITORY}-{version}.tar.gz"
    archive.write_bytes(_packed(f"{REPOSITORY}-{version}"))
    for path in sorted(FOLDER.iterdir()):
        print(path.relative_to(ROOT))


def _version():
    """The version of pyproject.toml; a fault where it is none that the registry takes."""
    found = str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])
    plain = re.fullmatch(r"\d+\.\d+\.\d+", found)
    return found, [] if plain else [f"pyproject.toml: version {found} is not of the form 1.2.3; write it so"]


def _changelog(version):
    """The newest heading is that of the version, with a date, and nothing is left above it."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    sections = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    titles = [section.partition("\n")[0].strip() for section in sections]
    if titles[:1] != ["Unreleased"]:
        yield 'CHANGELOG.md: the first heading is not "Unreleased"; write it above the versions'
    elif sections[0].partition("\n")[2].strip():
        yield f"CHANGELOG.md: Unreleased has entries; move them below {version}"
    newest = next((title for title in titles if title != "Unreleased"), "none")
    if not re.fullmatch(rf"{re.escape(version)} - \d{{4}}-\d{{2}}-\d{{2}}", newest):
        yield f'CHANGELOG.md: the newest version is "{newest}"; write "{version} - " and the date'


def _tag(version):
    """The version's tag, on what is checked out."""
    tag = f"v{version}"
    if tag not in _run(["git", "tag", "--points-at", "HEAD"]).split():
        known = tag in _run(["git", "tag", "--list", tag]).split()
        yield f"git: {tag} is {'on another commit' if known else 'missing'}; set it here with `git tag {tag}`"


def _references(version):
    """`?ref=v...` in every page names the version."""
    for path in sorted(path for pattern in PAGES for path in ROOT.glob(pattern)):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            for ref in re.findall(r"modules/zappa_iam[?]ref=([^\"`\s)]*)", line.replace("{{ version }}", version)):
                if ref != f"v{version}":
                    yield f"{path.relative_to(ROOT)}:{number}: ref={ref}; write ref=v{version}"


def _uncommitted():
    """What is packed is what is committed."""
    changed = _run(["git", "status", "--porcelain"]).splitlines()
    if changed:
        yield f"git: {len(changed)} changes are not committed, {changed[0][3:]} first; commit them"


def _module():
    """The committed module is what is rendered."""
    command = [sys.executable, "generator", "check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        yield done.stderr.strip() or f"{MODULE}: cannot be checked; run `make check`"


def _packed(name):
    """The module's files and the license below one folder; the same bytes on each machine."""
    files = {path: ROOT / path for path in _run(["git", "ls-files", MODULE]).splitlines()}
    files = {path.removeprefix(f"{MODULE}/"): place for path, place in files.items()}
    packed = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=packed, mode="wb", filename="", mtime=0) as zipped,
        tarfile.open(fileobj=zipped, mode="w") as archive,
    ):
        for path, place in sorted((files | {"LICENSE": ROOT / "LICENSE"}).items()):
            content = place.read_bytes()
            entry = tarfile.TarInfo(f"{name}/{path}")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def _run(command):
    """What a command prints; its own words and exit status 1 where it fails."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)}: {done.stderr.strip() or 'failed'}")
    return done.stdout


if __name__ == "__main__":
    main()
