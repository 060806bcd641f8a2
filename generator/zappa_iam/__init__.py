"""Least-privilege IAM for Zappa: a catalog of permissions, each with its reason, rendered as a Terraform module."""
