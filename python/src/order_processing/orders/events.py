"""What can happen to an order: the alphabet of the state machine."""

from dataclasses import dataclass

from oms.commerce.v1 import commerce_activities_pb2 as commerce
from oms.fulfillment.v1 import fulfillment_activities_pb2 as fulfillment
from oms.orders.v1.order_workflow_pb2 import NotifyPaymentRequest, SubmitOrderRequest
from oms.payments.v1 import payment_activities_pb2 as payments
from oms.pims.v1 import pims_activities_pb2 as pims


@dataclass(frozen=True)
class CommerceAnswered:
    """The Commerce App said what it knows of the order."""

    generation: int
    response: commerce.GetOrderResponse


@dataclass(frozen=True)
class PimsAnswered:
    """PIMS said what it knows of the items."""

    generation: int
    response: pims.BatchGetItemsResponse


@dataclass(frozen=True)
class PaymentsAnswered:
    """The payment system said what it knows of an RRN."""

    rrn: str
    response: payments.GetPaymentResponse


@dataclass(frozen=True)
class OrderPublished:
    """The broker confirmed the message to Fulfilment."""

    response: fulfillment.PublishOrderResponse


Event = (
    SubmitOrderRequest
    | NotifyPaymentRequest
    | CommerceAnswered
    | PimsAnswered
    | PaymentsAnswered
    | OrderPublished
)
