"""Map a function over rows with any number of processes: same results, same order, bounded memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from itertools import islice
from multiprocessing import get_context
from typing import TypeVar

Row = TypeVar("Row")
Result = TypeVar("Result")

CHUNK = 16  # stays a task: about 50 ms of work, so that passing them on costs little
AHEAD = 4  # tasks in flight per worker


def map_ordered(function: Callable[[Row], Result], rows: Iterable[Row], workers: int) -> Iterator[tuple[Row, Result]]:
    """Yield ``(row, function(row))`` in the order of ``rows``. ``function`` must be picklable if ``workers`` > 1."""
    if workers <= 1:
        yield from ((row, function(row)) for row in rows)
        return
    stream = iter(rows)
    # spawn, not fork: the caller may run threads (progress bar, database driver)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        waiting: deque[tuple[list[Row], Future[list[Result]]]] = deque()
        while True:
            while len(waiting) < workers * AHEAD and (chunk := list(islice(stream, CHUNK))):
                waiting.append((chunk, pool.submit(partial(_each, function), chunk)))
            if not waiting:
                return
            chunk, future = waiting.popleft()
            yield from zip(chunk, future.result(), strict=True)


def _each(function: Callable[[Row], Result], rows: list[Row]) -> list[Result]:
    return [function(row) for row in rows]
