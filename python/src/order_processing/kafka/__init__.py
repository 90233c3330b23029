"""Kafka: topics and Avro from the contracts, producer, dead letters."""
