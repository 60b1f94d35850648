"""Puts `resources/` into the wheel, as `fieldkit/resources`; all else is in pyproject.toml."""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["fieldkit*"]), "fieldkit.resources"],
    package_dir={"fieldkit.resources": "resources"},
    package_data={"fieldkit.resources": ["**/*"]},
    exclude_package_data={"fieldkit.resources": ["**/*.po", "**/__pycache__/*", "revise.py", "locale/update.py"]},
)
