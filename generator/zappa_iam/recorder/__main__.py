"""`python -m zappa_iam.recorder FOLDER [--only NAME ...]`: record every scenario with the Zappa of this environment."""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import traceback
from pathlib import Path
from typing import Any

import zappa

from zappa_iam.evidence import bundle

from .call_sites import find_call_sites
from .scenario import Scenario, load_file, load_scenarios, runs_on
from .session import run_scenario
from .warm import warm
from .writing import write_evidence


def main() -> int:
    """Write `<scenario>.json` for each scenario or bundle, and `call_sites.json`; 1 when any scenario broke."""
    parser = argparse.ArgumentParser(prog="zappa_iam.recorder", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--file", action="append", default=[], type=Path)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    folder = options.folder.resolve()
    known = {name: it for name, it in load_scenarios().items() if runs_on(it, zappa.__version__)}
    chosen = [*(known[name] for name in options.only), *map(load_file, options.file)] or list(known.values())
    context = multiprocessing.get_context("fork")
    with warm(), context.Pool(options.processes, maxtasksperchild=1) as pool:
        results = pool.map(_attempt, chosen, chunksize=1)
    broken = 0
    bundles: dict[str, list[dict[str, Any]]] = {}
    for scenario, (evidence, error) in zip(chosen, results, strict=True):
        if error:
            broken = 1
            said = error.strip().splitlines()[-1] if options.file else error
            sys.stderr.write(f"scenarios/{scenario.name}.toml: Zappa {zappa.__version__}: {said}\n")
        elif scenario.bundle:
            bundles.setdefault(scenario.bundle, []).append(evidence)
        else:
            (folder / f"{scenario.name}.json").write_text(write_evidence(evidence), encoding="utf-8")
    for name, recordings in bundles.items():
        (folder / f"{name}.json").write_text(bundle.text(bundle.pack(recordings)), encoding="utf-8")
    if not options.only and not options.file:
        sites = find_call_sites(Path(zappa.__file__).parent)
        text = write_evidence({"zappa": zappa.__version__, "call_sites": sites})
        (folder / "call_sites.json").write_text(text, encoding="utf-8")
    return broken


def _attempt(scenario: Scenario) -> tuple[dict[str, Any], str]:
    try:
        return run_scenario(scenario), ""
    except Exception:
        return {}, traceback.format_exc()


if __name__ == "__main__":
    sys.exit(main())
