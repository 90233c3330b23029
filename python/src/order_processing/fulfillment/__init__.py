"""Publishes orders to Fulfilment: one Kafka message an order."""
