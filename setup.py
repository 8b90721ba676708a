"""Makes the JavaScript of the report before the package is built; all else is in pyproject.toml."""

import runpy

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithBundle(build_py):
    """The charts of the report need a script that is not in the repository."""

    def run(self) -> None:
        runpy.run_path("ingest/report/bundle.py")["make_bundle"]()
        super().run()


setup(cmdclass={"build_py": BuildWithBundle})
