"""The command `oms`."""
