"""An event loop whose clock stands still while something runs, and jumps when all wait for it.

Whatever the machine does meanwhile, a wait of a second takes a second of this clock exactly.
"""

from __future__ import annotations

import asyncio
import functools
import selectors
from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class _JumpingSelector(selectors.DefaultSelector):
    """Waits for files only; instead of waiting for time to pass it lets it pass."""

    def __init__(self) -> None:
        super().__init__()
        self.time = 0.0

    def select(
        self, timeout: float | None = None
    ) -> list[tuple[selectors.SelectorKey, selectors._EventMask]]:
        if timeout is None:
            return super().select()
        self.time += max(timeout, 0.0)
        return super().select(0)


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """An event loop with a clock of its own."""

    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.time


def in_virtual_time(
    test: Callable[Arguments, Awaitable[Result]],
) -> Callable[Arguments, Result]:
    """Run an async test on such a loop."""

    @functools.wraps(test)
    def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        async def main() -> Result:
            return await test(*args, **kwargs)

        with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
            return runner.run(main())

    return run
