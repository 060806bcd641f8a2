"""Adopt: Terraform takes over what the guide's steps, or Zappa itself, made in an account.

Comes in: a project's module calls (`root_module`), and what is there by their names, read from the account or named
by the user. Goes out: `import` blocks and inputs with which the next plan destroys and replaces nothing, and what keeps
its power beside the module.
"""

from zappa_iam.adopt.adoption import Adoption, Import, adopted, prefixes
from zappa_iam.adopt.existing import Account, AdoptError, Bucket, Held
from zappa_iam.adopt.files import files
from zappa_iam.adopt.stages import with_their_roles

__all__ = [
    "Account",
    "AdoptError",
    "Adoption",
    "Bucket",
    "Held",
    "Import",
    "adopted",
    "files",
    "prefixes",
    "with_their_roles",
]
