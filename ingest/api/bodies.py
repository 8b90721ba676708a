"""What arrived: how much of it is read, and whether it can be the answer at all."""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import dataclass
from urllib.parse import quote

from aiohttp import ClientResponse

MAX_BODY_BYTES = 20 * 1024 * 1024
MAX_INFLATED_BYTES = 64 * 1024 * 1024
KEPT_BYTES = 4096
"""Of a body that is no document: enough to see what it was."""

_STEP = 1024 * 1024


@dataclass(frozen=True, slots=True)
class NotTheAnswer:
    """Why these bytes are not what was asked for, and how many of them are worth keeping."""

    why: str
    kept: bytes


class TooLarge(Exception):
    """More than any real answer has; the rest was not read."""

    def __init__(self, limit: int, start: bytes) -> None:
        super().__init__(f"body larger than {limit} bytes")
        self.start = start


async def read_body(response: ClientResponse) -> bytes:
    """The whole body, given up as soon as it is larger than any real one."""
    is_packed = "Content-Encoding" in response.headers
    limit = MAX_INFLATED_BYTES if is_packed else MAX_BODY_BYTES
    announced = response.content_length or 0
    parts = bytearray()
    try:
        async for part in response.content.iter_any():
            parts += part
            if announced > MAX_BODY_BYTES:
                raise TooLarge(MAX_BODY_BYTES, bytes(parts[:KEPT_BYTES]))
            if len(parts) > limit:
                raise TooLarge(limit, bytes(parts[:KEPT_BYTES]))
    except BaseException:
        response.close()  # the rest is not read, so the connection cannot be used again
        raise
    return bytes(parts)


def trouble_in_json(body: bytes) -> NotTheAnswer | None:
    """Nothing, a web page, or a document that stops in the middle: asking again may help.

    Whether a document that came whole is any good is decided where it is landed.
    """
    if trouble := _trouble_in_any(body):
        return trouble
    text = body.strip()
    is_closed = (text[:1], text[-1:]) in ((b"{", b"}"), (b"[", b"]"))
    if text[:1] in (b"{", b"[") and (not is_closed or _ends_too_soon(text)):
        return NotTheAnswer("a body that is cut short", body)
    return None


def trouble_in_chunk(body: bytes) -> NotTheAnswer | None:
    """The same for a film chunk: a zlib stream, or what some layer has inflated already."""
    if trouble := _trouble_in_any(body):
        return trouble
    if body[:1] == b"\x78" and int.from_bytes(body[:2], "big") % 31 == 0 and _is_cut(body):
        return NotTheAnswer("a chunk that is cut short", body)
    return None


def without_secrets(body: bytes, secrets: list[str]) -> bytes:
    """The same bytes, with none of these in any spelling a server could repeat them in."""
    for secret in secrets:
        for spelling in _spellings(secret.encode()):
            body = body.replace(spelling, b"[redacted]")
    return body


def _trouble_in_any(body: bytes) -> NotTheAnswer | None:
    start = body.lstrip()[:1]
    if not start:
        return NotTheAnswer("an empty body", body)
    if start == b"<":
        return NotTheAnswer("a web page, not a document", body[:KEPT_BYTES])
    return None


def _ends_too_soon(text: bytes) -> bool:
    """Whether a parser is still waiting for more at the end."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return error.pos >= len(error.doc) or error.msg.startswith("Unterminated string")
    except (ValueError, RecursionError):
        return False
    return False


def _is_cut(chunk: bytes) -> bool:
    """Whether the stream wants more; a film that inflates without end is not looked through."""
    stream = zlib.decompressobj()
    try:
        for _ in range(MAX_INFLATED_BYTES // _STEP):
            stream.decompress(chunk, _STEP)
            chunk = stream.unconsumed_tail
            if stream.eof or not chunk:
                return not stream.eof
    except zlib.error:
        return False
    return False


def _spellings(secret: bytes) -> set[bytes]:
    # the characters of base64 that depend on what stands before and after are left out
    shifted = [base64.b64encode(b"\0" * n + secret)[(n * 8 + 5) // 6 : -4] for n in range(3)]
    safe = [one.replace(b"+", b"-").replace(b"/", b"_") for one in shifted]
    escaped = json.dumps(secret.decode("latin-1"))[1:-1].encode()
    found = {secret, quote(secret, safe="").encode(), escaped, secret.hex().encode()}
    return {one for one in (*found, *shifted, *safe) if len(one) >= 8}
