"""Disks of our own: a user and mount namespace that ends with its process."""

from __future__ import annotations

import shutil
import subprocess

import pytest


def _refusal() -> str:
    if shutil.which("unshare") is None:
        return "there is no unshare here"
    tried = subprocess.run(
        ["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt"],
        capture_output=True,
        text=True,
        check=False,
    )
    return f"namespaces are forbidden here: {tried.stderr.strip()}" if tried.returncode else ""


REFUSAL = _refusal()
needs_namespaces = pytest.mark.skipif(bool(REFUSAL), reason=REFUSAL)


def behind(mount: str, command: list[str]) -> list[str]:
    """The command, run after these mounts, which nobody else sees."""
    return ["unshare", "-rm", "sh", "-c", f'{mount} && exec "$@"', "sh", *command]
