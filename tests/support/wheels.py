"""Wheels of this project, made and installed far from the clone."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

from tests.support.commands import ROOT

IN_A_WHEEL = re.compile(
    r"(ingest|dbt_project|macros|seeds|tests/dbt)/|(setup.py|README.md|LICENSE|\w+\.toml|\w+\.yml)$"
)


def make_wheel(source: Path, target: Path) -> Path:
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "-w", str(target), str(source)], check=True)
    (wheel,) = target.glob("*.whl")
    return wheel


def copy_of_the_clone(folder: Path) -> Path:
    """What a wheel is made of, as git knows it or would add it."""
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    for name in filter(IN_A_WHEEL.match, names.split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, folder / name)
    return folder


def installed(wheel: Path, environment: Path) -> Path:
    """The programs of a new environment with the wheel.

    Its libraries are those of this one, so nothing is loaded.
    """
    venv.create(environment, with_pip=False)
    (site,) = environment.glob("lib/python*/site-packages")
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    install(environment, wheel)
    return environment / "bin"


def install(environment: Path, wheel: Path) -> None:
    """Over the wheel that is there."""
    pip = [sys.executable, "-m", "pip", "--python", str(environment / "bin" / "python")]
    options = ["install", "--quiet", "--no-deps", "--force-reinstall", "--no-index"]
    subprocess.run([*pip, *options, str(wheel)], check=True)
