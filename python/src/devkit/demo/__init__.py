"""The demo: random orders through the real system, each one checked against its own script."""
