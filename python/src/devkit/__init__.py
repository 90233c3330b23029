"""What is not deployed: infrastructure for a laptop and for tests, simulated vendors, scenarios."""
