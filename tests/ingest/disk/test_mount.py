"""Which file system a directory lies on, read from tables as Linux writes them."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from ingest.demo.world import World
from ingest.disk import mount
from ingest.disk.mount import Mount, doubt, mount_of, read_table
from ingest.doctor.check_directory import check_mount
from ingest.doctor.finding import State
from tests.support.landing import land
from tests.support.watched_server import WatchedServer

TABLE = r"""
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard
40 27 0:40 / /mnt/share rw,relatime shared:7 master:2 - nfs4 server:/export rw,vers=4.2
41 27 0:41 / /mnt/share/inner rw - xfs /dev/vdb rw
42 27 0:42 / /mnt/my\040\134odd\011share rw - cifs //server/share rw
43 27 0:43 / /mnt/c rw,noatime - 9p C:\134 rw,aname=drvfs;path=C:\134
44 27 0:44 / /home/me/cloud rw - fuse.sshfs me@server: rw
45 27 0:45 / /srv rw - ext4 /dev/vdc rw
46 45 0:46 / /srv rw - fuseblk /dev/vdd rw
47 27 0:47 / /home/mé rw - smb3 //server/share rw
a line of another kind
48 27 0:48 / /cut rw
"""


@pytest.mark.fault("S8")
@pytest.mark.parametrize(
    ("directory", "point", "kind"),
    [
        ("/data", "/", "ext4"),
        ("/mnt/share/data/raw", "/mnt/share", "nfs4"),
        ("/mnt/shared/data", "/", "ext4"),
        ("/mnt/share/inner/data", "/mnt/share/inner", "xfs"),
        ("/mnt/my \\odd\tshare/data", "/mnt/my \\odd\tshare", "cifs"),
        ("/mnt/c/Users/me", "/mnt/c", "9p"),
        ("/home/me/cloud", "/home/me/cloud", "fuse.sshfs"),
        ("/srv/halo", "/srv", "fuseblk"),
        ("/home/mé/data", "/home/mé", "smb3"),
        ("/cut/data", "/", "ext4"),
    ],
)
def test_the_longest_mount_point_wins(directory: str, point: str, kind: str) -> None:
    assert mount_of(Path(directory), TABLE) == Mount(Path(point), kind)


@pytest.mark.fault("S8")
@pytest.mark.parametrize(
    ("kind", "doubtful"),
    [
        *((kind, True) for kind in ("nfs", "nfs4", "cifs", "smb3", "9p", "drvfs")),
        *((kind, True) for kind in ("fuse", "fuseblk", "fuse.sshfs", "fuse.rclone")),
        *((kind, False) for kind in ("ext4", "btrfs", "xfs", "zfs", "tmpfs", "overlay")),
    ],
)
def test_network_and_foreign_file_systems_are_doubtful(kind: str, doubtful: bool) -> None:
    table = f"27 1 254:0 / / rw shared:1 - {kind} device rw"
    told = doubt(Path("/data"), table)
    assert bool(told) == doubtful
    assert not told or kind in told


@pytest.mark.fault("S8")
def test_the_table_of_this_system_is_understood(tmp_path: Path) -> None:
    table = read_table()
    found = mount_of(tmp_path, table)
    assert bool(table) == (found is not None)
    assert found is None or found.point.is_mount()


@pytest.mark.fault("S8")
def test_without_a_table_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mount, "MOUNT_TABLE", Path("/no/such/table"))
    assert read_table() == ""
    assert doubt(Path("/data"), read_table()) is None
    assert next(iter(check_mount(Path("/data")))).state is State.OK


@pytest.mark.fault("S8")
async def test_a_run_and_doctor_warn_of_the_mount(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    table = tmp_path / "mountinfo"
    table.write_text(f"27 1 254:0 / / rw - ext4 a rw\n28 27 0:3 / {tmp_path} rw - nfs4 a:/b rw\n")
    monkeypatch.setattr(mount, "MOUNT_TABLE", table)
    async with WatchedServer(World(players=1, matches=3)) as server:
        await land(server, tmp_path / "data")
    warned = [one for one in caplog.records if one.levelno == logging.WARNING]
    assert len(warned) == 1
    assert "nfs4" in warned[0].getMessage()
    assert "ingest doctor" in warned[0].getMessage()
    (found,) = check_mount(tmp_path / "data")
    assert (found.state, "nfs4" in found.seen) == (State.WARN, True)
    assert "HALO_DATA_DIR" in found.remedy
