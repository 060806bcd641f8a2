"""The module: from the catalog to Terraform files, which Terraform then formats and plans.

Comes in: the catalog, `interface.toml`, the guide's documents, `templates/` of the checkout. Goes out: the files of
modules/zappa_iam, and policies as Terraform plans them. May import: `files`, `catalog`, `iam`.
"""
