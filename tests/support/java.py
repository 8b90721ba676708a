"""Which Java is installed: Spark needs version 17."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest


def java_version() -> int:
    """Major version of the installed Java, or 0."""
    java = shutil.which("java")
    if java is None:
        return 0
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', said)
    return int(found[1]) if found else 0


needs_java = pytest.mark.skipif(
    java_version() < 17, reason="Spark needs Java 17, which is not installed"
)
