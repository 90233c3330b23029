"""Generate-time tools of the contracts: the Avro plugin of `buf generate` and what it needs."""
