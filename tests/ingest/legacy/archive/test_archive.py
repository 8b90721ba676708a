"""The archive that old files go into: damage is found out before they are removed."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path

import pytest

from ingest.errors import StorageError, UsageError
from ingest.legacy.archive.packing import ArchivedFile, pack


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="the disk is faked through /proc")
@pytest.mark.parametrize("place", [0.0001, 0.3, 0.9, 0.99999])
def test_a_disk_that_keeps_other_bytes_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: float
) -> None:
    content = os.urandom(50_000)
    (tmp_path / "stats.duckdb").write_bytes(content)
    old = ArchivedFile((tmp_path / "stats.duckdb",), hashlib.sha256(content).hexdigest())
    synced = os.fsync

    def worn_out(handle: int) -> None:
        synced(handle)
        at = int(os.fstat(handle).st_size * place)
        with Path(f"/proc/self/fd/{handle}").open("r+b") as file:
            file.seek(at)
            byte = file.read(1)
            file.seek(at)
            file.write(bytes([byte[0] ^ 1]))

    monkeypatch.setattr(os, "fsync", worn_out)
    with pytest.raises(StorageError, match="every original is still there"):
        pack(tmp_path, [old])
    assert [path.name for path in tmp_path.iterdir()] == ["stats.duckdb"]


def test_a_file_changed_meanwhile_is_not_packed(tmp_path: Path) -> None:
    (tmp_path / "stats.duckdb").write_bytes(b"now")
    migrated = ArchivedFile((tmp_path / "stats.duckdb",), hashlib.sha256(b"then").hexdigest())
    with pytest.raises(UsageError, match=r"was changed while it was packed"):
        pack(tmp_path, [migrated])
    assert [path.name for path in tmp_path.iterdir()] == ["stats.duckdb"]


def test_names_of_all_kinds_are_checked(tmp_path: Path) -> None:
    names = ["a b.json", "Zoë 'x' $y.json", "two\nlines.json", "back\\slash.json", "-C.json"]
    for name in names:
        (tmp_path / name).write_text(name)
    old = [ArchivedFile((tmp_path / n,), hashlib.sha256(n.encode()).hexdigest()) for n in names]
    archive = pack(tmp_path, old)
    there = tmp_path / "there"
    there.mkdir()
    unpack = f"tar -xJf '{archive}' -C '{there}' && (cd '{there}' && sha256sum -c SHA256SUMS)"
    subprocess.run(["/bin/sh", "-c", unpack], check=True, stdout=subprocess.DEVNULL)
    assert {path.name for path in there.iterdir()} == {*names, "SHA256SUMS"}
