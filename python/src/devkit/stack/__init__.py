"""The servers that the product needs, as processes of this machine.

`cli` is the command `oms stack`; `devkit.infrastructure` is what tests and the demo use.
"""
