"""`ingest decode`."""

from __future__ import annotations

import asyncio
import os
from typing import Annotated

import typer

from ingest.decode.again import DecodingResult, decode_again
from ingest.decode.hook import load_reader
from ingest.decode.readings import land_readings
from ingest.errors import EXIT_DONE, EXIT_UNFINISHED, StorageError
from ingest.log import LOG
from ingest.raw.store import open_for_writing
from ingest.settings import load_settings
from ingest.terminal import print_line

HELP = """Decode kept films again, without a request.

Films are decoded whose events another version of the decoder has read, or none could read.
With --decoder, a decoder of your own reads all films that are kept.

Examples: `ingest decode`, then `ingest build` · `ingest decode --decoder my_decoder:WeaponDecoder`
"""


def command(
    decoder: Annotated[
        str | None,
        typer.Option(help="A decoder of your own, as MODULE:NAME.", metavar="MODULE:NAME"),
    ] = None,
) -> int:
    """Decode, and say what became of the films."""
    root = load_settings(os.environ).raw_dir
    if not root.is_dir():
        raise StorageError(f"nothing to decode: {root} does not exist", "`ingest run` creates it")
    reader = None if decoder is None else load_reader(decoder)
    with open_for_writing(root) as store:
        done = land_readings(store, reader) if reader else asyncio.run(decode_again(store))
    for reason in done.unreadable:
        LOG.warning(f"not decoded: {reason}")
    print_line(_summary(done))
    return EXIT_UNFINISHED if done.unreadable else EXIT_DONE


def _summary(done: DecodingResult) -> str:
    if done == DecodingResult():
        return 'no film is kept; `keep_films = "highlights"` in ingest.toml keeps them'
    summary = f"{done.decoded:,} films decoded, {done.unchanged:,} were up to date"
    if done.unreadable:
        summary += f", {len(done.unreadable):,} could not be read"
    if done.unknown:
        summary += f", {done.unknown:,} are of a version that is not known or have no events"
    return summary + ("; `ingest build` reads them" if done.decoded else "")
