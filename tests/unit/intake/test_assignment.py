import asyncio
from datetime import timedelta

from confluent_kafka import Message as Record

from order_processing.intake.assignment import Assignment, Taken

MOMENT = timedelta(milliseconds=1)
LONG = timedelta(seconds=10)


def taken(assignment: Assignment, *offsets: int) -> list[Taken]:
    return [
        assignment.take(Record(topic="payments", partition=0, offset=offset)) for offset in offsets
    ]


async def test_a_partition_without_work_is_finished() -> None:
    assert await Assignment("payments", 0).finished(MOMENT)


async def test_a_partition_is_finished_when_all_its_records_are() -> None:
    assignment = Assignment("payments", 0)
    first, second = taken(assignment, 0, 1)

    second.finish()
    assert not await assignment.finished(MOMENT)
    waiting = asyncio.create_task(assignment.finished(LONG))
    first.finish()
    assert await waiting


async def test_an_offset_is_committed_once_and_again_when_it_failed() -> None:
    assignment = Assignment("payments", 0)
    [record, _] = taken(assignment, 4, 5)
    assert assignment.to_commit is None

    record.finish()
    assert assignment.to_commit == 5
    assignment.committed(5)
    assert assignment.to_commit is None
    assignment.committed(None)
    assert assignment.to_commit == 5


async def test_records_of_a_partition_that_was_taken_away_are_not_wanted() -> None:
    assignment = Assignment("payments", 0)
    [record] = taken(assignment, 0)
    assert record.wanted

    assignment.ours = False

    assert not record.wanted
