"""PIMS: SKUs and brands of items."""
