"""What a bench says: ratios on the terminal, and docs/performance.md with its plots."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.builds import Size
from bench.landing import Landing
from bench.peer import Peer
from bench.plots import line_plot
from bench.sharing import Sharing

_PLOTTED = ("floor", "full, models", "full, with tests", "+20, models", "+20, with tests")
_HEAD = """# What it costs

`make bench` wrote this page from one run. Seconds are those of one machine with two processors, so
compare them only with each other. The matches are copies of a generated world with eight tracked
players. A match has a film with about 200 events.
"""


@dataclass(frozen=True, slots=True)
class Results:
    """Everything of one run."""

    sizes: list[Size]
    landing: Landing
    sharing: list[Sharing]
    peer: Peer | None


def ratios(results: Results) -> Iterator[str]:
    """One line for each fact that has a meaning on every machine."""
    small, large = results.sizes[0], results.sizes[-1]
    for size in results.sizes:
        yield f"{size.matches:>9,}: " + ", ".join(_ratios_of(size))
    for name in ("+20, models", "+20, with tests"):
        if name in small.costs:
            grown = large.costs[name].cpu / small.costs[name].cpu
            yield f"{name} at {large.matches:,}: {grown:.2f} times that at {small.matches:,}"
    for size, next_size in zip(results.sizes[:-1], results.sizes[1:], strict=True):
        each = [one.costs["full, models"].cpu / one.matches for one in (size, next_size)]
        yield (
            f"CPU of a match in a full build at {next_size.matches:,}: "
            f"{each[1] / each[0]:.2f} times that at {size.matches:,}"
        )
    landing = results.landing
    share = landing.per_second / landing.bare_per_second
    yield f"landing keeps {share:.0%} of the payloads per second of a bare client"
    for one in results.sharing:
        yield (
            f"{one.players} players, {one.share:.0%} shared: one store needs "
            f"{one.one_store / one.least:.2f} times the least, a store each "
            f"{one.store_each / one.least:.2f} times"
        )
    if results.peer:
        yield f"dlt: {results.peer.matches / results.peer.cost.wall:,.0f} payloads per second"


def _ratios_of(size: Size) -> Iterator[str]:
    costs = size.costs
    yield f"full {costs['full, models'].cpu / costs['floor'].cpu:.1f} times floor"
    for kind in ("full", "+20"):
        if f"{kind}, with tests" in costs:
            ratio = costs[f"{kind}, with tests"].cpu / costs[f"{kind}, models"].cpu
            yield f"{kind} with tests {ratio:.2f} times models"
    yield f"file after increments {size.grown_bytes / size.warehouse_bytes:.2f} times"


def write_page(results: Results, docs: Path) -> None:
    """The page and its plots."""
    lines = {
        name: [(size.matches, size.costs[name].cpu) for size in results.sizes] for name in _PLOTTED
    }
    plot = line_plot("Builds", "matches in the warehouse", "CPU seconds", lines)
    (docs / "img" / "builds.svg").write_text(plot)
    text = "\n".join([_HEAD, *_page(results)])
    (docs / "performance.md").write_text(text.rstrip() + "\n")


def _page(results: Results) -> Iterator[str]:
    yield "![CPU seconds of builds by the number of matches](img/builds.svg)\n"
    yield "## Commands\n\nCPU seconds. Seconds on the clock are in brackets.\n"
    sizes = results.sizes
    yield "| command | " + " | ".join(f"{size.matches:,} matches" for size in sizes) + " |"
    yield "|---|" + "---|" * len(sizes)
    for name in sizes[0].costs:
        cells = [f"{size.costs[name].cpu:.1f} ({size.costs[name].wall:.1f})" for size in sizes]
        yield f"| {name} | {' | '.join(cells)} |"
    rows: dict[str, Callable[[Size], str]] = {
        "most memory of a full build, MB": lambda size: f"{_memory(size):,.0f}",
        "raw files": lambda size: f"{size.raw_files:,}",
        "raw files after compaction": lambda size: f"{size.merged_files:,}",
        "raw bytes": lambda size: f"{size.raw_bytes:,}",
        "raw bytes after compaction": lambda size: f"{size.merged_bytes:,}",
        "warehouse bytes": lambda size: f"{size.warehouse_bytes:,}",
    }
    for name, cell in rows.items():
        yield f"| {name} | {' | '.join(cell(size) for size in sizes)} |"
    yield "\n## Ratios\n"
    yield from (f"- {line.strip()}" for line in ratios(results))
    largest = sizes[-1]
    yield f"\n## Questions at {largest.matches:,} matches\n\nMilliseconds of a query.\n"
    yield "| question | p50 | p95 |\n|---|---|---|"
    for name, one in largest.queries.items():
        yield f"| {name} | {one['p50']:.1f} | {one['p95']:.1f} |"
    landing = results.landing
    yield (
        "\n## Landing\n\n"
        f"{landing.per_second:,.0f} stats payloads per second, and {landing.cpu_ms:.1f} ms of CPU "
        f"for each. A match with skill, film and history takes {landing.film_cpu_ms:.1f} ms.\n"
    )
    yield "## Requests\n\nRequests about 40 matches of each player.\n"
    yield "| players | shared matches | one store | a store each | least |\n|---|---|---|---|---|"
    for one in results.sharing:
        counts = f"{one.one_store} | {one.store_each} | {one.least}"
        yield f"| {one.players} | {one.share:.0%} | {counts} |"
    if results.peer:
        cost = results.peer.cost
        yield (
            "\n## A general loader\n\n"
            f"dlt loads the stats of {results.peer.matches:,} matches in {cost.wall:.1f} s, with "
            f"{cost.cpu:.1f} s of CPU and {cost.megabytes:,.0f} MB of memory."
        )


def _memory(size: Size) -> float:
    return size.costs["full, models"].megabytes
