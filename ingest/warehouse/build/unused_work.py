"""Leaves out work of dbt whose result a build does not use.

Together it took a sixth of the processor time of a full build of 1,000 matches.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

REPORTED = ("LogStartLine", "NodeFinished")
"""Events of level debug that the progress bar needs."""
_ARGUMENTS = "arguments of a message that is not built"


def leave_out_unused_work() -> None:
    """For builds without a debug log."""
    drop_debug_events()
    _build_debug_messages_late()
    _keep_one_empty_table()
    _write_manifest_if_changed()


def drop_debug_events() -> None:
    """dbt makes a line of text of every event, also of those that it never prints."""
    from dbt_common.events.base_types import EventLevel
    from dbt_common.events.event_manager import EventManager

    fire = EventManager.fire_event

    def fire_wanted(manager: Any, event: Any, level: Any = None, **more: Any) -> None:
        is_debug = (level or event.level_tag()) in (EventLevel.DEBUG, EventLevel.TEST)
        if not is_debug or type(event).__name__ in REPORTED:
            fire(manager, event, level, **more)

    # mypy expects that a method is never replaced
    EventManager.fire_event = fire_wanted  # type: ignore[method-assign, assignment]


def _build_debug_messages_late() -> None:
    """The message of an event that is dropped is never read, so it need not be built."""
    from dbt_common.events.base_types import BaseEvent, DebugLevel, TestLevel

    build: Any = BaseEvent.__init__
    get: Any = BaseEvent.__getattr__

    def remember(event: Any, *args: Any, **kwargs: Any) -> None:
        if isinstance(event, DebugLevel | TestLevel):
            event.__dict__[_ARGUMENTS] = args, kwargs
        else:
            build(event, *args, **kwargs)

    def get_late(event: Any, key: str) -> Any:
        if _ARGUMENTS in event.__dict__:
            args, kwargs = event.__dict__.pop(_ARGUMENTS)
            build(event, *args, **kwargs)
            return getattr(event, key)
        return get(event, key)

    # mypy expects that a method is never replaced
    BaseEvent.__init__ = remember  # type: ignore[method-assign, assignment]
    BaseEvent.__getattr__ = get_late  # type: ignore[method-assign]


def _keep_one_empty_table() -> None:
    """Each statement without rows gets a table, and each such table a parser of dates."""
    from dbt_common.clients import agate_helper

    agate_helper.empty_table = functools.cache(agate_helper.empty_table)


def _write_manifest_if_changed() -> None:
    """dbt writes 5 MB of `manifest.json` also when it read the same project as before."""
    from dbt.constants import MANIFEST_FILE_NAME, PARTIAL_PARSE_FILE_NAME
    from dbt.parser import manifest as parser

    write = parser.write_manifest

    def write_if_changed(manifest: Any, target_path: str, *args: Any, **kwargs: Any) -> None:
        written = Path(target_path, MANIFEST_FILE_NAME)
        # dbt writes this file after it parsed, and leaves it alone when no file changed
        parsed = Path(target_path, PARTIAL_PARSE_FILE_NAME)
        if not _is_newer(written, parsed):
            write(manifest, target_path, *args, **kwargs)

    parser.write_manifest = write_if_changed


def _is_newer(file: Path, other: Path) -> bool:
    try:
        return file.stat().st_mtime_ns > other.stat().st_mtime_ns
    except OSError:
        return False
