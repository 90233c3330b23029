import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from order_processing.intake.lanes import Lanes, Watermark


def watermark(*taken: int) -> Watermark:
    mark = Watermark()
    for offset in taken:
        mark.take(offset)
    return mark


def test_nothing_is_committed_before_something_is_finished() -> None:
    assert watermark().position is None
    assert watermark(0, 1).position is None


def test_what_is_finished_in_order_is_committed_at_once() -> None:
    mark = watermark(7, 8)

    mark.finish(7)
    assert mark.position == 8
    mark.finish(8)
    assert mark.position == 9
    assert mark.finished


def test_what_is_finished_ahead_waits_for_those_before_it() -> None:
    mark = watermark(0, 1, 2, 3)

    mark.finish(1)
    mark.finish(2)
    assert mark.position is None
    mark.finish(0)
    assert mark.position == 3
    assert not mark.finished


def test_gaps_between_offsets_are_no_open_work() -> None:
    mark = watermark(3, 10)

    mark.finish(3)
    assert mark.position == 4
    mark.finish(10)
    assert mark.position == 11


def test_an_offset_cannot_be_taken_again_or_before_another() -> None:
    mark = watermark(5)

    for offset in (5, 4):
        with pytest.raises(ValueError, match="after offset 5"):
            mark.take(offset)
    mark.finish(5)
    with pytest.raises(ValueError, match="after offset 5"):
        mark.take(5)


def test_only_what_is_under_work_can_be_finished() -> None:
    mark = watermark(5, 6)
    mark.finish(6)

    for offset in (4, 6, 7):
        with pytest.raises(ValueError, match="not under work"):
            mark.finish(offset)


@given(st.sets(st.integers(0, 500), min_size=1), st.randoms(use_true_random=False))
def test_the_watermark_is_never_beyond_the_first_unfinished(
    offsets: set[int], order: random.Random
) -> None:
    taken = sorted(offsets)
    mark = watermark(*taken)
    open_offsets = set(taken)
    finishing = list(taken)
    order.shuffle(finishing)

    for offset in finishing:
        mark.finish(offset)
        open_offsets.remove(offset)
        done = [taken_ for taken_ in taken if taken_ < min(open_offsets, default=501)]
        assert mark.position == (done[-1] + 1 if done else None)
    assert mark.finished


def test_the_first_item_of_a_key_begins_and_the_others_wait_their_turn() -> None:
    lanes: Lanes[str, int] = Lanes()

    assert lanes.put("order", 1)
    assert not lanes.put("order", 2)
    assert not lanes.put("order", 3)
    assert lanes.advance("order") == 2
    assert lanes.advance("order") == 3
    assert lanes.advance("order") is None


def test_keys_do_not_wait_for_each_other() -> None:
    lanes: Lanes[str, int] = Lanes()
    lanes.put("one", 1)

    assert lanes.put("other", 1)


def test_a_lane_that_is_done_begins_anew() -> None:
    lanes: Lanes[str, int] = Lanes()
    lanes.put("order", 1)
    lanes.advance("order")

    assert lanes.put("order", 2)


def test_a_lane_without_items_cannot_advance() -> None:
    with pytest.raises(KeyError):
        Lanes[str, int]().advance("order")


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans())))
def test_each_key_keeps_its_order_and_has_one_item_under_work(
    steps: list[tuple[str, bool]],
) -> None:
    lanes: Lanes[str, int] = Lanes()
    under_work: dict[str, int | None] = dict.fromkeys("abc")
    begun: dict[str, list[int]] = {key: [] for key in "abc"}
    put: dict[str, list[int]] = {key: [] for key in "abc"}

    def begin(key: str, item: int | None) -> None:
        under_work[key] = item
        if item is not None:
            begun[key].append(item)

    for number, (key, adds) in enumerate(steps):
        if adds:
            put[key].append(number)
            if lanes.put(key, number):
                assert under_work[key] is None
                begin(key, number)
        elif under_work[key] is not None:
            begin(key, lanes.advance(key))

    for key in "abc":
        while under_work[key] is not None:
            begin(key, lanes.advance(key))
        assert begun[key] == put[key]
