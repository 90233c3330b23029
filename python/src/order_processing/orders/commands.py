"""What the state machine asks for: each command is one activity, and its answer an event."""

from dataclasses import dataclass

from oms.commerce.v1 import commerce_activities_pb2 as commerce
from oms.fulfillment.v1 import fulfillment_activities_pb2 as fulfillment
from oms.payments.v1 import payment_activities_pb2 as payments
from oms.pims.v1 import pims_activities_pb2 as pims
from order_processing.orders.events import (
    CommerceAnswered,
    OrderPublished,
    PaymentsAnswered,
    PimsAnswered,
)


@dataclass(frozen=True)
class AskCommerce:
    """Read the order from the Commerce App, to validate the submission."""

    generation: int
    request: commerce.GetOrderRequest

    def answered(self, response: commerce.GetOrderResponse) -> CommerceAnswered:
        """The event that the answer is."""
        return CommerceAnswered(self.generation, response)


@dataclass(frozen=True)
class AskPims:
    """Read the items' product data from PIMS, to enrich the order."""

    generation: int
    request: pims.BatchGetItemsRequest

    def answered(self, response: pims.BatchGetItemsResponse) -> PimsAnswered:
        """The event that the answer is."""
        return PimsAnswered(self.generation, response)


@dataclass(frozen=True)
class AskPayments:
    """Read a payment from the payment system, to verify its RRN."""

    request: payments.GetPaymentRequest

    def answered(self, response: payments.GetPaymentResponse) -> PaymentsAnswered:
        """The event that the answer is."""
        return PaymentsAnswered(self.request.rrn, response)


@dataclass(frozen=True)
class PublishOrder:
    """Publish the order to Fulfilment."""

    request: fulfillment.PublishOrderRequest

    def answered(self, response: fulfillment.PublishOrderResponse) -> OrderPublished:
        """The event that the answer is."""
        return OrderPublished(response)


Command = AskCommerce | AskPims | AskPayments | PublishOrder
