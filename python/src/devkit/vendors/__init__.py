"""The vendors, simulated: real HTTP servers that behave as `contracts/vendors/` describes.

Each takes records, faults and questions about its traffic under `/admin`, beside the API that the
real vendor has.
"""
