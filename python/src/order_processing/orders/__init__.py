"""The order's life: pure decisions, and the workflow that carries them out."""
