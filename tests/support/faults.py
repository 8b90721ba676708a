"""The faults of the catalogue's N rows, each as something a server does to one request."""

from __future__ import annotations

import asyncio
import gzip
import json
from dataclasses import dataclass

from tests.support.fault_server import Asked, Send, answering, response

PAGE = b"<!DOCTYPE html><html><title>Down for maintenance</title>" + b"<p>wait</p>" * 2000
LARGE = 20 * 1024 * 1024 + 1


async def reset(writer: asyncio.StreamWriter, _: Asked) -> None:
    writer.transport.abort()


async def hang_up(writer: asyncio.StreamWriter, _: Asked) -> None:
    writer.close()


async def stall_before(_: asyncio.StreamWriter, __: Asked) -> None:
    await asyncio.sleep(60)


async def stall_amid(writer: asyncio.StreamWriter, asked: Asked) -> None:
    whole = response(asked.status, asked.body, asked.content_type)
    writer.write(whole[:-5])
    await asyncio.sleep(60)


async def drip(writer: asyncio.StreamWriter, asked: Asked) -> None:
    for byte in response(asked.status, asked.body, asked.content_type):
        writer.write(bytes([byte]))
        await asyncio.sleep(0.05)


async def cut_with_length(writer: asyncio.StreamWriter, asked: Asked) -> None:
    writer.write(response(200, asked.body)[: -len(asked.body) // 2])
    writer.close()


async def cut_without_length(writer: asyncio.StreamWriter, asked: Asked) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"
    writer.write(head + asked.body[: len(asked.body) // 2])
    writer.close()


async def cut_chunked(writer: asyncio.StreamWriter, asked: Asked) -> None:
    half = asked.body[: len(asked.body) // 2]
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    writer.write(f"{len(half):x}\r\n".encode() + half + b"\r\n")
    writer.close()


async def cut_gzip(writer: asyncio.StreamWriter, asked: Asked) -> None:
    packed = gzip.compress(asked.body)
    writer.write(response(200, packed[: len(packed) * 2 // 3], Content_Encoding="gzip"))


async def bad_gzip_checksum(writer: asyncio.StreamWriter, asked: Asked) -> None:
    packed = bytearray(gzip.compress(asked.body))
    packed[-8] ^= 0xFF
    writer.write(response(200, bytes(packed), Content_Encoding="gzip"))


async def shorter_than_said(writer: asyncio.StreamWriter, asked: Asked) -> None:
    writer.write(response(200, asked.body[:-1], Content_Length=str(len(asked.body))))
    writer.close()


async def of_another(writer: asyncio.StreamWriter, asked: Asked) -> None:
    """The same document under another id; where none is inside, something that has no id."""
    try:
        document = json.loads(asked.body)
    except ValueError:
        document = None
    for name in ("MatchId", "AssetId"):
        if isinstance(document, dict) and name in document:
            document[name] = "00000000-0000-4000-8000-000000000000"
    if isinstance(document, dict) and "CustomData" in document:
        document["CustomData"]["MatchId"] = "00000000-0000-4000-8000-000000000000"
    writer.write(response(200, json.dumps(document).encode()))


async def large(writer: asyncio.StreamWriter, _: Asked) -> None:
    writer.write(response(200, b'{"a":"' + b"x" * 100_000, Content_Length=str(LARGE)))


async def mangled(writer: asyncio.StreamWriter, asked: Asked) -> None:
    """Whole, but no JSON: a NaN for the first thing in it."""
    writer.write(response(200, asked.body[:1] + b'"x":NaN,' + asked.body[1:], asked.content_type))


@dataclass(frozen=True)
class Kind:
    """One fault, whether asking again helps against it, and what is left when it stays."""

    row: str
    name: str
    send: Send
    passes: bool
    lasting: str
    is_slow: bool = False

    def __str__(self) -> str:
        return f"{self.row}-{self.name}"


REFUSED = Kind("n1", "401", answering(401, b"{}"), False, "")
"""Not one of the others: it is the account's trouble, so it ends the run."""

KINDS = [
    Kind("n4", "403", answering(403, b"{}"), False, "forbidden"),
    Kind("n6", "404", answering(404, b"{}"), False, "gone"),
    Kind("n7", "429", answering(429), True, "failed"),
    Kind("n7", "429-seconds", answering(429, Retry_After="0.02"), True, "failed"),
    Kind("n7", "429-negative", answering(429, Retry_After="-3"), True, "failed"),
    *(Kind("n8", str(one), answering(one, b"no"), True, "failed") for one in (500, 502, 503, 504)),
    Kind("n9", "reset", reset, True, "failed"),
    Kind("n9", "hang-up", hang_up, True, "failed"),
    Kind("n9", "stall-before", stall_before, True, "failed", is_slow=True),
    Kind("n9", "stall-amid", stall_amid, True, "failed", is_slow=True),
    Kind("n10", "cut-with-length", cut_with_length, True, "failed"),
    Kind("n10", "cut-without-length", cut_without_length, True, "quarantined"),
    Kind("n10", "cut-chunked", cut_chunked, True, "failed"),
    Kind("n10", "cut-gzip", cut_gzip, True, "quarantined"),
    Kind("n10", "bad-gzip-checksum", bad_gzip_checksum, True, "failed"),
    Kind("n10", "shorter-than-said", shorter_than_said, True, "failed"),
    Kind("n11", "empty", answering(200), True, "quarantined"),
    Kind("n11", "204", answering(204), True, "quarantined"),
    Kind("n12", "page", answering(200, PAGE, "text/html"), True, "quarantined"),
    Kind("n12", "page-called-json", answering(200, PAGE), True, "quarantined"),
    Kind("n13", "not-json", mangled, False, "quarantined"),
    Kind("n14", "large", large, False, "quarantined"),
    Kind("n15", "of-another", of_another, False, "quarantined"),
    Kind("n16", "redirect", answering(302, Location="/users"), False, "failed"),
    Kind("n23", "drip", drip, True, "failed", is_slow=True),
]
