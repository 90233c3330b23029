"""Servers that are down."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager


@contextmanager
def nobody_listening() -> Iterator[str]:
    """`host:port` at which every connection is refused for as long as the block lasts."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{taken.getsockname()[1]}"


class Cable:
    """Leads connections on to a server, until it is cut."""

    def __init__(self, server: str) -> None:
        self.address = ""
        self._host, self._port = server.rsplit(":", 1)
        self._writers: set[asyncio.StreamWriter] = set()
        self._listener: asyncio.Server | None = None

    async def plug_in(self) -> None:
        """Begin to lead connections on."""
        self._listener = await asyncio.start_server(self._lead_on, "127.0.0.1", 0)
        host, port = self._listener.sockets[0].getsockname()
        self.address = f"{host}:{port}"

    def cut(self) -> None:
        """End every connection, and refuse new ones."""
        if self._listener:
            self._listener.close()
        for writer in self._writers:
            writer.transport.abort()

    async def _lead_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        to_reader, to_writer = await asyncio.open_connection(self._host, self._port)
        self._writers |= {writer, to_writer}
        await asyncio.gather(_pump(reader, to_writer), _pump(to_reader, writer))


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


@asynccontextmanager
async def cable(server: str) -> AsyncIterator[Cable]:
    """A cable to `host:port`, plugged in; cut at the latest when the block ends."""
    cable = Cable(server)
    await cable.plug_in()
    try:
        yield cable
    finally:
        cable.cut()
