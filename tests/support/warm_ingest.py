"""Starts `ingest` as a fork of a process that has imported it.

The imports of one command take one to two seconds of CPU, and the tests start hundreds of commands.
One server process for each pytest worker imports everything once. A command is still a process of
its own: it has its own id, streams, environment and working directory, and it gets real signals.

A command that is started in another way, for example with limited memory, needs
`tests.support.commands.ingest_arguments`.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import socket
import struct
import subprocess
import sys
from asyncio import StreamReader
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NUMBER = struct.Struct("i")
"""The length of a request, the id of a process, and its exit status."""


class WarmProcess:
    """One command: the part of `asyncio.subprocess.Process` that tests use."""

    def __init__(self, pid: int, streams: tuple[StreamReader, StreamReader, StreamReader]) -> None:
        self.pid = pid
        self.stdout, self.stderr, status = streams
        self.returncode: int | None = None
        self._end = asyncio.ensure_future(self._note_end(status))

    async def _note_end(self, status: StreamReader) -> int:
        (value,) = NUMBER.unpack(await status.read())
        self.returncode = os.waitstatus_to_exitcode(value)
        return self.returncode

    async def wait(self) -> int:
        """Wait until the process has ended; several tasks may wait."""
        return await asyncio.shield(self._end)

    async def communicate(self) -> tuple[bytes, bytes]:
        """Everything that the process writes until it ends."""
        out, err = await asyncio.gather(self.stdout.read(), self.stderr.read())
        await self.wait()
        return out, err

    def send_signal(self, number: int) -> None:
        """Send a signal, unless the process has ended."""
        if self.returncode is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask the process to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the process at once."""
        self.send_signal(signal.SIGKILL)


class _Server:
    """The process with the imports, and the socket on which it takes requests."""

    def __init__(self) -> None:
        self._control, theirs = socket.socketpair()
        command = [sys.executable, "-m", "tests.support.warm_ingest_server", str(theirs.fileno())]
        with theirs:
            self._process = subprocess.Popen(
                command, cwd=ROOT, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL
            )

    def fork(self, request: tuple[list[str], dict[str, str], str], fds: list[int]) -> int:
        message = pickle.dumps(request)
        socket.send_fds(self._control, [NUMBER.pack(len(message))], fds)
        self._control.sendall(message)
        (pid,) = NUMBER.unpack(self._control.recv(NUMBER.size))
        return int(pid)


_servers: list[_Server] = []
"""One for each pytest worker, from its first command on."""


async def start(arguments: list[str], env: Mapping[str, str], cwd: Path) -> WarmProcess:
    """Start one command."""
    if not _servers:
        _servers.append(_Server())
    pipes = [os.pipe() for _ in range(3)]
    theirs = [written for _, written in pipes]
    pid = _servers[0].fork((arguments, dict(env), str(cwd)), theirs)
    for written in theirs:
        os.close(written)
    out, err, status = [await _reader(read) for read, _ in pipes]
    return WarmProcess(pid, (out, err, status))


async def _reader(descriptor: int) -> StreamReader:
    loop = asyncio.get_running_loop()
    reader = StreamReader(loop=loop)
    file = os.fdopen(descriptor, "rb", buffering=0)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader, loop=loop), file)
    return reader
