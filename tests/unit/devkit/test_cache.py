from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from devkit.stack.cache import Cache
from devkit.stack.errors import StackError

NAME = "thing/1.0"
WITHIN = 20


def test_an_entry_is_made_once_and_found_again(tmp_path: Path):
    made: list[Path] = []

    def make(directory: Path) -> None:
        made.append(directory)
        (directory / "content").write_text("whole")

    cache = Cache(tmp_path)
    assert cache.entry(NAME, make) == cache.entry(NAME, make) == tmp_path / NAME
    assert (tmp_path / NAME / "content").read_text() == "whole"
    assert len(made) == 1


def test_a_fetch_that_fails_leaves_nothing(tmp_path: Path):
    def fail(directory: Path) -> None:
        (directory / "half").write_text("of it")
        raise StackError("thing", "the network is down")

    cache = Cache(tmp_path)
    with pytest.raises(StackError, match="the network is down"):
        cache.entry(NAME, fail)
    assert not any(path.is_file() for path in (tmp_path / "thing").rglob("*"))


def test_a_fetch_that_was_killed_is_begun_anew(tmp_path: Path):
    fetching = get_context("fork").Process(target=_fetch_and_die, args=(tmp_path,))
    fetching.start()
    fetching.join(WITHIN)
    assert not (tmp_path / NAME).exists()

    Cache(tmp_path).entry(NAME, lambda directory: (directory / "content").touch())
    assert [path.name for path in (tmp_path / NAME).iterdir()] == ["content"]


def test_two_processes_at_once_fetch_once(tmp_path: Path):
    context = get_context("fork")
    both_ask = context.Barrier(2)
    processes = [
        context.Process(target=_fetch_together, args=(tmp_path, both_ask)) for _ in range(2)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(WITHIN)
    assert [process.exitcode for process in processes] == [0, 0]
    assert (tmp_path / "fetches").read_text() == "x"


def test_who_waits_for_another_is_told_and_waits_no_longer_than_bounded(tmp_path: Path):
    told: list[str] = []

    def impatient(_directory: Path) -> None:
        with ThreadPoolExecutor(1) as pool:
            second = Cache(tmp_path, patience=0.0)
            waiting = pool.submit(
                second.entry, NAME, lambda _: None, waiting=lambda: told.append("waiting")
            )
            with pytest.raises(StackError, match="another process"):
                waiting.result(WITHIN)

    Cache(tmp_path).entry(NAME, impatient)
    assert told


def _fetch_and_die(root: Path) -> None:
    def make(directory: Path) -> None:
        (directory / "half").touch()
        import os  # noqa: PLC0415

        os._exit(1)

    Cache(root).entry(NAME, make)


def _fetch_together(root: Path, both_ask: object) -> None:
    def make(directory: Path) -> None:
        with (root / "fetches").open("a") as fetches:
            fetches.write("x")
        (directory / "content").touch()

    both_ask.wait(WITHIN)  # type: ignore[attr-defined]
    Cache(root).entry(NAME, make)
