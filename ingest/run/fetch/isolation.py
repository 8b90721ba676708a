"""A defect of ours in one step is a failed item of that step, not the end of the run."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from ingest.api.pacing import Withdrawn
from ingest.errors import IngestError
from ingest.raw import Row
from ingest.run.context import RunContext
from ingest.run.fetch.rows import failed

_ENDS_THE_RUN = (IngestError, Withdrawn, AssertionError, MemoryError)
"""What must not be taken for one item's trouble; an assertion guards what is landed."""

_LONGEST = 200

Result = TypeVar("Result")


async def unless_unexpected(
    context: RunContext,
    step: Callable[[], Awaitable[Result]],
    otherwise: Callable[[str], Result],
) -> Result:
    """The result of a step, or `otherwise` after an unexpected exception.

    The reason is stored in a few words; `--verbose` shows where it happened.
    """
    try:
        return await step()
    except _ENDS_THE_RUN:
        raise
    except Exception as error:  # unexpected: it is reported, and lands as `failed`
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise  # going on would lose the cancellation, and its caller would wait for ever
        context.progress.detail("".join(traceback.format_exception(error)).rstrip())
        return otherwise(f"{type(error).__name__}: {error}"[:_LONGEST])


async def rows_or_failed(
    context: RunContext, blanks: Sequence[Row], step: Callable[[], Awaitable[list[Row]]]
) -> list[Row]:
    """The rows of a step, or that these failed."""
    return await unless_unexpected(
        context, step, lambda reason: [failed(blank, reason) for blank in blanks]
    )
