"""What pyproject.toml cannot say: the templates, which are at the top of the checkout, go into the package."""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages("generator"), "zappa_iam.templates"],
    package_dir={"": "generator", "zappa_iam.templates": "templates"},
)
