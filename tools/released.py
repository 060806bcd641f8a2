"""Keep a release's module, so that the tests hold later ones against it: python3 tools/released.py VERSION [COMMIT].

Writes tests/released/module.tar.xz, the .tf files of modules/zappa_iam in that commit (HEAD without one), and
tests/released/release.json, which says which release it is. The same commit gives the same bytes.
"""

import io
import json
import lzma
import re
import subprocess
import sys
import tarfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tests" / "released"
MODULE = "modules/zappa_iam"


def main(arguments):
    """Write both files; one line and status 2 for arguments that are none."""
    if not 1 <= len(arguments) <= 2 or not re.fullmatch(r"\d+\.\d+\.\d+", arguments[0]):
        print("released: no version; write python3 tools/released.py 1.2.0 [COMMIT]", file=sys.stderr)
        return 2
    version, commit = arguments[0], arguments[1] if len(arguments) == 2 else "HEAD"
    done = subprocess.run(
        ["git", "archive", "--format=tar", commit, MODULE], cwd=ROOT, capture_output=True, check=False
    )
    if done.returncode:
        print(f"released: {commit}: {done.stderr.decode().strip()}; name a commit that has {MODULE}", file=sys.stderr)
        return 1
    name = subprocess.run(["git", "rev-parse", commit], cwd=ROOT, capture_output=True, check=True, text=True)
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "module.tar.xz").write_bytes(packed(done.stdout))
    release = {"version": version, "commit": name.stdout.strip()}
    (FOLDER / "release.json").write_text(json.dumps(release, indent=2) + "\n")
    return 0


def packed(archive):
    """The .tf files of git's archive, without what tells time or owner."""
    found = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(archive)) as old, tarfile.open(fileobj=found, mode="w") as new:
        for member in sorted(old.getmembers(), key=lambda member: member.name):
            if member.isfile() and member.name.endswith(".tf"):
                entry = tarfile.TarInfo(member.name.removeprefix(f"{MODULE}/"))
                entry.size = member.size
                new.addfile(entry, old.extractfile(member))
    return lzma.compress(found.getvalue(), preset=9)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
