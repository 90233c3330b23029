"""Joins the fulfilment topic to Temporal."""

from collections.abc import Callable, Sequence
from typing import Any

from temporalio import activity

from oms.fulfillment.v1.fulfillment_activities_pb2 import PublishOrderRequest, PublishOrderResponse
from order_processing import contracts
from order_processing.kafka.producer import Producer

PUBLISH_ORDER = contracts.activity(PublishOrderRequest, PublishOrderResponse)

MESSAGE_ID_HEADER = "oms-message-id"


class FulfillmentActivities:
    """`oms.fulfillment.v1.FulfillmentActivities`."""

    def __init__(self, producer: Producer) -> None:
        """Publish by this producer."""
        self._producer = producer

    def activities(self) -> Sequence[Callable[..., Any]]:
        """The activities, for a worker to register."""
        return [self.publish_order]

    @activity.defn(name=PUBLISH_ORDER.name)
    async def publish_order(self, request: PublishOrderRequest) -> PublishOrderResponse:
        """Publish an order; answers when the broker has confirmed the message.

        A worker that dies between the confirmation and its answer publishes again: the message id
        in the header is the same, so that a consumer can tell.
        """
        position = await self._producer.send(
            request.order, headers=[(MESSAGE_ID_HEADER, request.message_id.encode())]
        )
        response = PublishOrderResponse(partition=position.partition, offset=position.offset)
        response.published_at.FromDatetime(position.timestamp)
        return response
