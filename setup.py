"""Adds to the package what is not Python: the script of the report, and the dbt project."""

import runpy
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithProject(build_py):
    """A clone has the project beside the package, so only a wheel gets a copy of it."""

    def run(self) -> None:
        runpy.run_path("ingest/report/bundle.py")["make_bundle"]()
        super().run()
        if not self.editable_mode:
            copy_project = runpy.run_path("ingest/project/files.py")["copy_project"]
            copy_project(Path(), Path(self.build_lib) / "ingest" / "project" / "packaged")


setup(cmdclass={"build_py": BuildWithProject})
