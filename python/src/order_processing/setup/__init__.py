"""What the system needs from its servers: created, or compared, by `oms setup`."""
