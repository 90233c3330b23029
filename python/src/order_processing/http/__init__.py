"""What the clients of the vendors' JSON APIs share: connections, time limits, failures."""
