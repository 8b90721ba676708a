"""Puts a run together: players, session, store, demo server. The only way in from the cli."""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime

from ingest.disk.files import Files
from ingest.disk.mount import warn_of_mount
from ingest.errors import UsageError
from ingest.film.pool import FilmDecoders
from ingest.players import Player
from ingest.raw.our_documents import (
    claim_for_demo,
    friends_row,
    refuse_demo_directory,
    time_zones_row,
)
from ingest.raw.ready import check_ready
from ingest.raw.rounds import (
    ShardPhase,
    begin_round,
    end_run,
    enter_phase,
    has_company,
    join_round,
)
from ingest.raw.row import Row
from ingest.raw.store import RawStore, open_for_writing
from ingest.run.connection import DEMO_WORLD, Connection, connected, signed_in_api
from ingest.run.connection import RunRequest as RunRequest
from ingest.run.context import RunContext
from ingest.run.estimate import Estimate, estimate
from ingest.run.fetch.film_archive import WHOLE_FILMS, keeps_whole_films
from ingest.run.fetch.rows import changed_or_not
from ingest.run.progress import Progress
from ingest.run.reopen import remind_of_unfinished_round, reopen_keys_of_damaged_segments
from ingest.run.resolve import Resolved, resolve_players
from ingest.run.runner import Runner
from ingest.run.shards.names import names_content
from ingest.run.shards.peers import turn_to_start
from ingest.run.summary import Summary, summarise
from ingest.settings import Settings
from ingest.sign_in.account import AnyAccount
from ingest.signals import draining_on_signals


async def look_up(settings: Settings, account: AnyAccount, name: str) -> Player:
    """The player whom the API knows by this name."""
    async with signed_in_api(settings, account, settings.rates) as api:
        resolved = await resolve_players(api, settings.raw_dir, [], [name])
    if name in resolved.unknown:
        raise UsageError(resolved.unknown[name])
    return resolved.by_name[name]


async def run(request: RunRequest, progress: Progress, files: Files | None = None) -> Summary:
    """Land everything the request wants."""
    started = time.monotonic()
    raw_dir, options = request.settings.raw_dir, request.options
    check_ready(raw_dir, files)
    async with connected(request) as connection:
        with ExitStack() as opened:
            async with turn_to_start(raw_dir, options.shard, options.look_every):
                resolved = await connection.resolve(raw_dir, options.shard)
                store = opened.enter_context(
                    open_for_writing(raw_dir, files=files, shard=options.shard)
                )
                decoders = opened.enter_context(FilmDecoders())
                context = RunContext(connection.api, store, decoders, options, progress, _now)
                _prepare(context, request, connection, resolved)
            with draining_on_signals(context.draining, progress) as interruption, progress:
                await Runner(context, connection.players(resolved)).run()
            if not context.draining.is_set():
                end_run(store)
            seconds = time.monotonic() - started
            return summarise(store, connection.api, context, seconds, interruption.signal)


def _prepare(
    context: RunContext, request: RunRequest, connection: Connection, resolved: Resolved
) -> None:
    """Before the first match is requested. Of several shards, one after the other does this."""
    store, progress = context.store, context.progress
    if request.demo:
        store.commit(claim_for_demo(store, DEMO_WORLD))
    else:
        refuse_demo_directory(store)
    context.api.report_to(progress.say)
    warn_of_mount(store.root)
    if has_company(store.root, store.shard):
        join_round(store)
    else:
        reopen_keys_of_damaged_segments(store)
        remind_of_unfinished_round(store)
        begin_round(store, context.now().date(), names_content(resolved))
    if store.shard.is_part:
        enter_phase(store, ShardPhase.HISTORIES)
    store.commit([changed_or_not(context, row) for row in resolved.rows])
    store.commit(friends_row(store, connection.befriended(resolved)))
    store.commit(_time_zones(store, request.settings, resolved))
    context.unknown_players += connection.unknown_players(resolved)
    context.unknown_friends += connection.unknown_friends(resolved)
    context.warnings += resolved.notes
    for line in (*resolved.unknown.values(), *resolved.notes):
        progress.say(line)
    if keeps_whole_films(request.options) and not request.options.retried:
        progress.say(WHOLE_FILMS)


async def dry_run(request: RunRequest) -> Estimate:
    """What a run would ask for. Histories are walked, nothing is written."""
    async with connected(request) as connection:
        resolved = await connection.resolve(request.settings.raw_dir)
        players = connection.players(resolved)
        found = await estimate(connection.api, request.settings, request.options, players)
        return replace(
            found,
            unknown_players=connection.unknown_players(resolved),
            unknown_friends=connection.unknown_friends(resolved),
            warnings=(*resolved.notes, *found.warnings),
        )


def _time_zones(store: RawStore, settings: Settings, resolved: Resolved) -> list[Row]:
    """The zones of ingest.toml. With --player, and if a name is unknown, others keep theirs."""
    found = {
        resolved.by_name[entry.name].xuid: entry.timezone
        for entry in settings.players
        if entry.name in resolved.by_name
    }
    is_complete = all(entry.name in resolved.by_name for entry in settings.players)
    return time_zones_row(store, settings.timezone, found, is_complete=is_complete)


def _now() -> datetime:
    return datetime.now(UTC)
