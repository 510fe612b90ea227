"""Map a function over rows with any number of processes: same results, same order, bounded memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import islice
from multiprocessing import get_context
from typing import TypeVar

Row = TypeVar("Row")
Result = TypeVar("Result")

CHUNK = 16  # stays a task: about 50 ms of work, so that passing them on costs little
AHEAD = 4  # tasks in flight per worker


def map_ordered(
    function: Callable[[Row], Result],
    rows: Iterable[Row],
    workers: int,
    lost: Callable[[Row], Result],
) -> Iterator[tuple[Row, Result]]:
    """Yield ``(row, function(row))`` in the order of ``rows``.

    With more than one worker ``function`` must be picklable. If a worker dies (out of memory, killed), the rows that were in
    flight are tried again one by one; a row that kills its worker again gives ``lost(row)``, and the rest goes on.
    """
    if workers <= 1:
        yield from ((row, function(row)) for row in rows)
        return
    stream = iter(rows)
    waiting: deque[list[Row]] = deque()  # chunks whose results a dead pool took along
    while True:
        try:
            yield from _with_pool(function, stream, workers, waiting)
        except BrokenProcessPool:
            for row in [row for chunk in waiting for row in chunk]:
                yield row, _alone(function, row, lost)
            waiting.clear()
        else:
            return


def _with_pool(
    function: Callable[[Row], Result], stream: Iterator[Row], workers: int, waiting: deque[list[Row]]
) -> Iterator[tuple[Row, Result]]:
    # spawn, not fork: the caller may run threads (progress bar, database driver)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        futures: deque[Future[list[Result]]] = deque()
        while True:
            while len(waiting) < workers * AHEAD and (chunk := list(islice(stream, CHUNK))):
                waiting.append(chunk)
                futures.append(pool.submit(partial(_each, function), chunk))
            if not waiting:
                return
            results = futures.popleft().result()
            yield from zip(waiting.popleft(), results, strict=True)


def _alone(function: Callable[[Row], Result], row: Row, lost: Callable[[Row], Result]) -> Result:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        try:
            return pool.submit(function, row).result()
        except BrokenProcessPool:
            return lost(row)


def _each(function: Callable[[Row], Result], rows: list[Row]) -> list[Result]:
    return [function(row) for row in rows]
