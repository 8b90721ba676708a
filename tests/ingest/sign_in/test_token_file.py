"""The file of the refresh token: private from its first moment, whole at every moment."""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ingest.errors import SignInNeeded, StorageError, UsageError
from ingest.settings_place import config_directory
from ingest.sign_in.account import RefreshingAccount, find_account, kept_files, login_file
from ingest.sign_in.kept import Authority, Kept, KeptCookies, KeptRefresh
from ingest.sign_in.token_file import TokenFile

KEPT = KeptRefresh("canary-refresh", "client", "canary-secret")


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def keep(file: TokenFile, kept: Kept = KEPT) -> None:
    async with file.held():
        file.keep(kept)


@pytest.mark.fault("X7")
@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
async def test_the_file_is_private_with_every_umask(
    tmp_path: Path, mask: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_chmod(*_: object, **__: object) -> None:
        raise AssertionError("it must be created so: in between others could look")

    monkeypatch.setattr(os, "chmod", no_chmod)
    monkeypatch.setattr(os, "fchmod", no_chmod)
    file = login_file({"XDG_CONFIG_HOME": str(tmp_path / "home" / "config")})
    with umask(mask):
        await keep(file)
        await keep(file)
    assert file.read() == KEPT
    for folder in (file.path.parent, tmp_path / "home" / "config", tmp_path / "home"):
        assert mode(folder) == 0o700
    assert {path.name: mode(path) for path in file.path.parent.iterdir()} == {
        "login.json": 0o600,
        "lock": 0o600,
    }


@pytest.mark.fault("X7")
@pytest.mark.parametrize("which", ["file", "directory"])
async def test_a_file_that_others_may_read_is_refused_with_the_command_that_corrects_it(
    tmp_path: Path, which: str
) -> None:
    file = TokenFile(tmp_path / "halo-ingest" / "login.json")
    await keep(file)
    path = file.path if which == "file" else file.path.parent
    path.chmod(0o644 if which == "file" else 0o755)
    with pytest.raises(UsageError, match=r"run `chmod (600|700) /"):
        await keep(file) if which == "directory" else file.read()
    path.chmod(0o600 if which == "file" else 0o700)


def test_the_file_lies_where_such_files_lie(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/somebody")
    expected = Path("/home/somebody/.config/halo-ingest")
    assert config_directory({}) == expected
    assert config_directory({"XDG_CONFIG_HOME": ""}) == expected
    assert config_directory({"XDG_CONFIG_HOME": "relative"}) == expected
    assert config_directory({"XDG_CONFIG_HOME": "/x"}) == Path("/x/halo-ingest")


async def test_what_a_killed_run_left_is_overwritten_and_removed(tmp_path: Path) -> None:
    file = TokenFile(tmp_path / "halo-ingest" / "login.json")
    await keep(file)
    leftover = file.path.with_name("login.json.new")
    leftover.write_text("half a tok")
    await keep(file, KeptRefresh("another"))
    assert file.read() == KeptRefresh("another")
    assert not leftover.exists()
    leftover.write_text("half a tok")
    assert file.remove()
    assert [path.name for path in file.path.parent.iterdir()] == ["lock"]
    assert not file.remove()


@pytest.mark.parametrize("call", ["write", "fsync", "rename"])
async def test_a_disk_that_refuses_leaves_the_token_before(
    tmp_path: Path, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = TokenFile(tmp_path / "halo-ingest" / "login.json")
    await keep(file)

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    if call == "rename":
        monkeypatch.setattr(Path, "rename", full)
    elif call == "fsync":
        monkeypatch.setattr(os, "fsync", full)
    else:
        monkeypatch.setattr(os, "fdopen", full)
    with pytest.raises(StorageError, match="No space left") as told:
        await keep(file, KeptRefresh("another"))
    assert "canary" not in str(told.value)
    monkeypatch.undo()
    assert file.read() == KEPT


@pytest.mark.parametrize(
    "kept",
    [
        KEPT,
        KeptRefresh("canary-refresh", "client", "", Authority.CONSUMERS),
        KeptCookies("v4=canary", "canary-wpauth"),
        KeptCookies("", "canary-wpauth"),
    ],
)
async def test_what_is_kept_is_read_again(tmp_path: Path, kept: Kept) -> None:
    file = TokenFile(tmp_path / "halo-ingest" / "login.json")
    await keep(file, kept)
    assert file.read() == kept


async def test_a_file_from_before_there_were_three_ways_is_read(tmp_path: Path) -> None:
    file = TokenFile(tmp_path / "halo-ingest" / "login.json")
    await keep(file)
    file.path.write_text('{"refresh_token": "canary", "client_id": "c", "client_secret": ""}')
    assert file.read() == KeptRefresh("canary", "c", "", Authority.LIVE)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"{}", b"\xff", b'{"refresh_token": "x"}',
     b'{"refresh_token": 1, "client_id": "", "client_secret": ""}',
     b'{"refresh_token": "a b", "client_id": "", "client_secret": ""}',
     b'{"refresh_token": "x", "client_id": 1, "client_secret": ""}',
     b'{"refresh_token": "x", "client_id": "", "client_secret": "", "authority": "other"}',
     b'{"spartan_token": "", "wpauth": ""}', b'{"spartan_token": 1, "wpauth": ""}',
     b'{"spartan_token": "v4=x"}', b'{"spartan_token": "v4=x", "wpauth": "a b"}'],
)  # fmt: skip
async def test_a_damaged_file_is_reported_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    file = TokenFile(tmp_path / "halo-ingest" / "login.json")
    await keep(file)
    file.path.write_bytes(content)
    with pytest.raises(SignInNeeded, match="is damaged; `ingest logout`, then `ingest login`"):
        file.read()


async def test_a_place_that_is_no_directory_is_reported_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    file = login_file({"XDG_CONFIG_HOME": str(tmp_path / "file")})
    with pytest.raises(StorageError, match="set XDG_CONFIG_HOME"):
        await keep(file)


async def test_the_lock_lets_one_in_at_a_time(tmp_path: Path) -> None:
    file = TokenFile(tmp_path / "halo-ingest" / "login.json")
    inside: list[int] = []

    async def visit() -> None:
        async with file.held():
            inside.append(1)
            await asyncio.sleep(0.01)
            assert inside == [1]
            inside.clear()

    await asyncio.gather(*(visit() for _ in range(5)))


def given(tmp_path: Path, token: str) -> RefreshingAccount:
    account = find_account(
        {
            "XDG_CONFIG_HOME": str(tmp_path),
            "SPNKR_OAUTH_REFRESH_TOKEN": token,
            "SPNKR_AZURE_CLIENT_ID": "client",
        }
    )
    assert isinstance(account, RefreshingAccount)
    return account


@pytest.mark.fault("N2")
async def test_a_rotated_token_replaces_the_one_it_came_from_and_no_other(
    tmp_path: Path,
) -> None:
    first = given(tmp_path, "canary-a")
    assert first.refresh_token() == "canary-a"
    async with first.file.held():
        first.keep("canary-a2")
    assert given(tmp_path, "canary-a").refresh_token() == "canary-a2"
    assert given(tmp_path, "canary-b").refresh_token() == "canary-b"
    assert "canary" not in str(first.file.path)
    environ = {"XDG_CONFIG_HOME": str(tmp_path)}
    with pytest.raises(SignInNeeded, match="no account"):
        find_account(environ)
    assert [file.path for file in kept_files(environ)][1:] == [first.file.path]


@pytest.mark.fault("X6")
def test_no_secret_is_in_any_repr(tmp_path: Path) -> None:
    account = given(tmp_path, "canary-a")
    assert "canary" not in repr(account) + repr(KEPT)
