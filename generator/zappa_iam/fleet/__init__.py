"""Fleet: one manifest of accounts, regions, pipelines and projects, checked as a whole, as root modules.

    found = fleet.load(Path("fleet.yaml"), catalog.load())
    roots = fleet.roots(found, mark)

Comes in: the manifest, and the settings files that it names. Goes out: every fault of it at once, or the files of a
root module for each account and region, with what Terragrunt, Atlantis and a matrix of jobs read.
"""

from zappa_iam.fleet.fault import FleetError
from zappa_iam.fleet.fleet import Fleet, load
from zappa_iam.fleet.rendering import Root, files, roots

__all__ = ["Fleet", "FleetError", "Root", "files", "load", "roots"]
