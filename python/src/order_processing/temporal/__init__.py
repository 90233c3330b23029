"""How the system uses Temporal: connection, plugin, payloads, failures."""
