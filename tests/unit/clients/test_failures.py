"""How what goes wrong between us and a vendor is classified; the same for every vendor."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from devkit.vendors import commerce, payments
from devkit.vendors.admin import CommerceAdmin, PaymentsAdmin, PimsAdmin, VendorAdmin
from devkit.vendors.faults import Defect, Fault
from devkit.vendors.pims import Item
from devkit.vendors.server import Endpoint, RunningVendors
from oms.failures.v1.failures_pb2 import FailureClass
from order_processing.commerce.client import CommerceClient, CommerceError
from order_processing.failures import IntegrationError
from order_processing.http.client import DEFAULT_TIMEOUTS, JsonClient, Timeouts
from order_processing.http.retry_after import LONGEST_PAUSE
from order_processing.payments.client import PaymentsClient, PaymentsError
from order_processing.pims.client import PimsClient, PimsError

TRANSIENT = FailureClass.FAILURE_CLASS_TRANSIENT
THROTTLED = FailureClass.FAILURE_CLASS_THROTTLED
REJECTED = FailureClass.FAILURE_CLASS_REJECTED
CONTRACT = FailureClass.FAILURE_CLASS_CONTRACT

# What no failure may tell: it would be published.
CUSTOMER = "customer-of-this-order"


@dataclass(frozen=True)
class Subject:
    """A vendor that knows a record, and how our client reads that record."""

    admin: VendorAdmin
    endpoint: Endpoint
    settings_prefix: str
    error: type[IntegrationError]
    client: type[JsonClient]
    read_with: Callable[[JsonClient], Awaitable[object]]

    async def read(
        self,
        *,
        url: str | None = None,
        token: SecretStr | None = None,
        timeouts: Timeouts = DEFAULT_TIMEOUTS,
    ) -> object:
        async with self.client(
            url or self.endpoint.url, token or self.endpoint.token, timeouts
        ) as client:
            return await self.read_with(client)

    async def failure(
        self,
        *,
        url: str | None = None,
        token: SecretStr | None = None,
        timeouts: Timeouts = DEFAULT_TIMEOUTS,
    ) -> IntegrationError:
        with pytest.raises(self.error) as raised:
            await self.read(url=url, token=token, timeouts=timeouts)
        return raised.value


async def read_order(client: JsonClient) -> object:
    assert isinstance(client, CommerceClient)
    return await client.get_order("order-1")


async def read_item(client: JsonClient) -> object:
    assert isinstance(client, PimsClient)
    return await client.batch_get_items(["item-1"])


async def read_payment(client: JsonClient) -> object:
    assert isinstance(client, PaymentsClient)
    return await client.get_payment("rrn-1")


async def a_commerce_app(vendors: RunningVendors, admin: CommerceAdmin) -> Subject:
    await admin.put_order(
        commerce.Order(
            order_id="order-1",
            customer_id=CUSTOMER,
            submitted_at=datetime(2026, 11, 23, tzinfo=UTC),
            total_cents=5998,
            currency="EUR",
            items=[commerce.OrderItem(item_id="item-1", quantity=2, unit_price_cents=2999)],
        )
    )
    return Subject(
        admin, vendors.commerce, "OMS_COMMERCE", CommerceError, CommerceClient, read_order
    )


async def a_pims(vendors: RunningVendors, admin: PimsAdmin) -> Subject:
    await admin.put_items(Item(item_id="item-1", sku_id="SKU-1", brand_code="B1"))
    return Subject(admin, vendors.pims, "OMS_PIMS", PimsError, PimsClient, read_item)


async def a_payment_system(vendors: RunningVendors, admin: PaymentsAdmin) -> Subject:
    await admin.put_payment(
        payments.Payment(
            rrn="rrn-1",
            order_id="order-1",
            customer_id=CUSTOMER,
            amount_cents=5998,
            status=payments.PaymentStatus.CAPTURED,
            authorized_at=datetime(2026, 11, 23, tzinfo=UTC),
            captured_at=datetime(2026, 11, 24, tzinfo=UTC),
        )
    )
    return Subject(
        admin, vendors.payments, "OMS_PAYMENTS", PaymentsError, PaymentsClient, read_payment
    )


@pytest.fixture(params=["commerce", "pims", "payments"])
async def vendor(
    request: pytest.FixtureRequest,
    vendors: RunningVendors,
    commerce_app: CommerceAdmin,
    pims: PimsAdmin,
    payment_system: PaymentsAdmin,
) -> Subject:
    if request.param == "commerce":
        return await a_commerce_app(vendors, commerce_app)
    if request.param == "pims":
        return await a_pims(vendors, pims)
    return await a_payment_system(vendors, payment_system)


@pytest.fixture
def refusing_url() -> Iterator[str]:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"


async def test_a_vendor_that_is_well_is_read(vendor: Subject) -> None:
    assert await vendor.read()


async def test_a_refused_connection_is_transient_and_names_the_url_to_check(
    vendor: Subject, refusing_url: str
) -> None:
    failure = await vendor.failure(url=refusing_url)

    assert failure.failure_class == TRANSIENT
    assert f"{vendor.settings_prefix}_URL" in str(failure)


@pytest.mark.parametrize(
    "timeouts", [Timeouts(read=0.2, total=60), Timeouts(read=60, total=0.2)], ids=["read", "total"]
)
async def test_a_vendor_that_hangs_is_transient(vendor: Subject, timeouts: Timeouts) -> None:
    await vendor.admin.set_fault(Fault(defect=Defect.HANG))

    async with asyncio.timeout(10):
        failure = await vendor.failure(timeouts=timeouts)

    assert failure.failure_class == TRANSIENT


async def test_a_connection_lost_within_the_answer_is_transient(vendor: Subject) -> None:
    await vendor.admin.set_fault(Fault(defect=Defect.DISCONNECT))

    failure = await vendor.failure()

    assert failure.failure_class == TRANSIENT


@pytest.mark.parametrize(
    ("status", "failure_class"),
    [
        (302, CONTRACT),
        (400, CONTRACT),
        (401, CONTRACT),
        (403, CONTRACT),
        (408, TRANSIENT),
        (422, CONTRACT),
        (429, THROTTLED),
        (500, TRANSIENT),
        (502, TRANSIENT),
        (503, TRANSIENT),
        (599, TRANSIENT),
    ],
)
async def test_a_status_has_its_class(
    vendor: Subject, status: int, failure_class: FailureClass
) -> None:
    await vendor.admin.set_fault(Fault(status=status))

    failure = await vendor.failure()

    assert failure.failure_class == failure_class
    assert str(status) in str(failure)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("header", "pause"),
    [
        ("7", timedelta(seconds=7)),
        ("86400", LONGEST_PAUSE),
        ("Fri, 23 Nov 2126 10:00:00 GMT", LONGEST_PAUSE),
        ("soon", None),
        (None, None),
    ],
)
async def test_the_pause_that_a_vendor_asks_for_is_told(
    vendor: Subject, status: int, header: str | None, pause: timedelta | None
) -> None:
    await vendor.admin.set_fault(Fault(status=status, retry_after=header))

    failure = await vendor.failure()

    assert failure.retry_after == pause


async def test_a_token_that_is_not_accepted_is_named_and_is_for_a_person(vendor: Subject) -> None:
    failure = await vendor.failure(token=SecretStr("wrong"))

    assert failure.failure_class == CONTRACT
    assert f"{vendor.settings_prefix}_TOKEN" in str(failure)


async def test_a_wrong_base_url_is_for_a_person_and_condemns_no_order(vendor: Subject) -> None:
    await vendor.admin.set_fault(Fault(status=404, body="<html>not here</html>"))

    failure = await vendor.failure()

    assert failure.failure_class == CONTRACT
    assert f"{vendor.settings_prefix}_URL" in str(failure)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(defect=Defect.TRUNCATED),
        Fault(defect=Defect.WRONG_TYPE),
        Fault(body=""),
        Fault(body="<html>welcome</html>"),
        Fault(body="null"),
        Fault(body="[]"),
        Fault(body="{}"),
        Fault(body='{"customer_id": "\\ud800"}'),
        Fault(status=204, body=""),
    ],
    ids=lambda fault: fault.model_dump_json(exclude_defaults=True),
)
async def test_an_answer_that_does_not_fit_is_for_a_person(vendor: Subject, fault: Fault) -> None:
    await vendor.admin.set_fault(fault)

    failure = await vendor.failure()

    assert failure.failure_class == CONTRACT


async def test_no_failure_tells_what_the_vendor_answered(vendor: Subject) -> None:
    await vendor.admin.set_fault(Fault(body=f'{{"customer_id": ["{CUSTOMER}"]}}'))

    failure = await vendor.failure()

    assert CUSTOMER not in str(failure)
    assert failure.__cause__ is None


@pytest.mark.parametrize("url", ["", "localhost:8101", "ftp://localhost", "http://[", "http://"])
def test_a_url_that_is_none_is_named_at_the_start(vendor: Subject, url: str) -> None:
    with pytest.raises(ValueError, match=f"{vendor.settings_prefix}_URL"):
        vendor.client(url, SecretStr("token"))


def test_a_token_that_is_not_set_is_named_at_the_start(vendor: Subject) -> None:
    with pytest.raises(ValueError, match=f"{vendor.settings_prefix}_TOKEN"):
        vendor.client(vendor.endpoint.url, SecretStr(""))
