"""The server process of tests/support/warm_ingest.py: it imports `ingest` and forks."""

from __future__ import annotations

import os
import pickle
import selectors
import signal
import socket
import sys
import time
import traceback
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from tests.support.warm_ingest import NUMBER


def import_everything() -> None:
    """Import all of `ingest` with its libraries."""
    package = Path(import_module("ingest").__path__[0])
    for path in sorted(package.rglob("*.py")):
        name = ".".join(path.relative_to(package.parent).with_suffix("").parts)
        if path.name not in ("__init__.py", "__main__.py"):
            import_module(name)


def serve(control: socket.socket) -> None:
    """Fork for each request; return in the fork, as the command that it asks for."""
    statuses: dict[int, int] = {}
    waking, wake = socket.socketpair()
    for end in (waking, wake):
        end.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
    with selectors.DefaultSelector() as selector:
        selector.register(control, selectors.EVENT_READ)
        selector.register(waking, selectors.EVENT_READ)
        while True:
            ready = [key.fileobj for key, _ in selector.select()]
            if waking in ready:
                waking.recv(4096)
                send_statuses(statuses)
            if control in ready:
                length, fds, _, _ = socket.recv_fds(control, NUMBER.size, 3)
                if not length:  # the worker of pytest has ended
                    sys.exit()
                request = received(control, *NUMBER.unpack(length))
                pid = os.fork()
                if pid == 0:
                    break
                control.send(NUMBER.pack(pid))
                statuses[pid] = fds.pop()
                for descriptor in fds:
                    os.close(descriptor)
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for other in (control, waking, wake):
        other.close()
    for descriptor in [*statuses.values(), fds[2]]:
        os.close(descriptor)
    become(pickle.loads(request), fds[:2])


def received(control: socket.socket, length: int) -> bytes:
    """A whole message; the socket may give it in parts."""
    message = b""
    while len(message) < length:
        message += control.recv(length - len(message))
    return message


def send_statuses(statuses: dict[int, int]) -> None:
    """Send the exit status of every command that has ended."""
    while statuses:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            return
        os.write(statuses[pid], NUMBER.pack(status))
        os.close(statuses.pop(pid))


def become(request: tuple[list[str], dict[str, str], str], streams: list[int]) -> None:
    """Make this process look as if a shell had started the command."""
    arguments, env, cwd = request
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # tests started with nohup ignore it
    os.chdir(cwd)
    for number, descriptor in zip((1, 2), streams, strict=True):
        os.dup2(descriptor, number)
        os.close(descriptor)
    # as Python opens them at its start, for what they now lead to
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(  # noqa: SIM115
        2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False
    )
    sys.argv = ["ingest", *arguments]


if __name__ == "__main__":
    import_everything()
    serve(socket.socket(fileno=int(sys.argv[1])))
    code: object = 1
    try:
        import_module("ingest.__main__").main()
    except SystemExit as stop:
        code = stop.code
    except BaseException:  # noqa: BLE001 as Python reports it
        traceback.print_exc()
    with suppress(BrokenPipeError, ValueError):
        sys.stdout.flush()
        sys.stderr.flush()
    # Python would first free every object of every library, which takes half a second
    os._exit(code if isinstance(code, int) else 0)
