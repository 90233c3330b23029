"""The body of a request, never more of it in memory than allowed."""

from starlette.requests import Request

from order_processing.api import problems


async def read_body(request: Request, max_bytes: int) -> bytes:
    """Read the raw body.

    Raises:
        problems.ProblemError: it is, or says that it is, larger than `max_bytes` bytes.
        starlette.requests.ClientDisconnect: the sender went away.
    """
    said = request.headers.get("Content-Length", "")
    if said.isdecimal() and int(said) > max_bytes:
        raise problems.too_large(max_bytes)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > max_bytes:
            raise problems.too_large(max_bytes)
    return bytes(body)
