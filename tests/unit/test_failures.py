"""The one failure strategy: what Temporal is told, and what it is not."""

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from temporalio.api.failure.v1 import Failure
from temporalio.exceptions import ApplicationError
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput

from oms.failures.v1.failures_pb2 import FailureClass
from order_processing import contracts
from order_processing.commerce.client import CommerceClient
from order_processing.failures import POLICIES, IntegrationError
from order_processing.temporal.converter import data_converter
from order_processing.temporal.interceptors import FailureInterceptor, application_error


def test_every_class_has_a_policy():
    classes = set(FailureClass.values()) - {FailureClass.FAILURE_CLASS_UNSPECIFIED}
    assert set(POLICIES) == classes


def test_the_docs_have_the_policies_words():
    text = (Path(__file__).parents[2] / "docs/failures.md").read_text()
    rows = [row.split("|") for row in text.splitlines() if row.startswith("| ")][1:]
    documented = {row[1].strip(): (row[3].strip(), row[4].strip()) for row in rows}
    documented.pop("---")
    assert documented == {
        contracts.plain_name(FailureClass, failure_class): (
            policy.outcome,
            "yes" if policy.alert else "no",
        )
        for failure_class, policy in POLICIES.items()
    }


@pytest.mark.parametrize(
    ("failure_class", "name", "retried", "delay"),
    [
        (FailureClass.FAILURE_CLASS_TRANSIENT, "TRANSIENT", True, None),
        (FailureClass.FAILURE_CLASS_THROTTLED, "THROTTLED", True, timedelta(seconds=1)),
        (FailureClass.FAILURE_CLASS_REJECTED, "REJECTED", False, None),
        (FailureClass.FAILURE_CLASS_CONTRACT, "CONTRACT", True, timedelta(minutes=1)),
    ],
)
def test_the_class_decides_what_happens(failure_class, name, retried, delay):
    error = application_error(IntegrationError("what to do", failure_class))
    assert (error.type, error.message) == (name, "what to do")
    assert error.non_retryable is not retried
    assert error.next_retry_delay == delay


def test_the_pause_that_a_vendor_asks_for_is_kept():
    asked = timedelta(seconds=7)
    error = IntegrationError("slower", FailureClass.FAILURE_CLASS_THROTTLED, asked)
    assert application_error(error).next_retry_delay == asked


async def test_what_is_published_of_a_failure_is_our_own_text_alone():
    """A token with a line break makes the HTTP library quote the header, token included."""

    class Reading(ActivityInboundInterceptor):
        def __init__(self) -> None:
            pass

        async def execute_activity(self, _: ExecuteActivityInput) -> object:
            async with CommerceClient("http://127.0.0.1:1", SecretStr("s3cret\n")) as client:
                return await client.get_order("order-1")

    guarded = FailureInterceptor().intercept_activity(Reading())
    with pytest.raises(ApplicationError) as raised:
        await guarded.execute_activity(None)  # type: ignore[arg-type]
    failure = Failure()
    await data_converter.encode_failure(raised.value, failure)
    assert failure.message
    assert "s3cret" not in str(failure)
