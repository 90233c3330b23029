"""From Kafka to Temporal: every input reaches its order's workflow, in order, and none is lost."""
