"""Processes: same results in the same order, and one that dies takes only its own row along."""

from __future__ import annotations

import os

import pytest

from pipeline.night.workers import map_ordered


def double(number: int) -> int:
    return number * 2


def dies_on_13(number: int) -> int:
    if number == 13:
        os._exit(9)
    return number


def gone(_number: int) -> int:
    return -1


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_order_and_results_do_not_depend_on_workers(workers: int) -> None:
    rows = range(100)
    assert list(map_ordered(double, rows, workers, gone)) == [(n, 2 * n) for n in rows]


def test_a_row_that_kills_its_worker_is_lost_alone() -> None:
    results = dict(map_ordered(dies_on_13, range(60), 2, gone))
    assert results == {n: (-1 if n == 13 else n) for n in range(60)}
