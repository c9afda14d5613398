"""A network between browser and clinic that can be cut, that resets connections and keeps people waiting."""

import asyncio
import random
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socket import SO_LINGER, SOL_SOCKET, create_server, socket

AT_ONCE = struct.pack("ii", 1, 0)  # closed with a reset, not with a goodbye


class BadNetwork:
    """Passes bytes on from its own port to `there`; `is_cut`, `resets` and `delay` may change at any time."""

    def __init__(self, there: int) -> None:
        self.door, self.there = create_server(("127.0.0.1", 0)), there
        self.door.setblocking(False)
        self.port: int = self.door.getsockname()[1]
        self.is_cut = self.is_held = False
        self.resets, self.delay = 0.0, 0.0
        self.dice = random.Random(20260302)  # noqa: S311 - the same bad luck each time
        self.was_reset = self.was_passed = 0
        self.loop = asyncio.new_event_loop()
        self.over = asyncio.Event()
        self.open: set[asyncio.StreamWriter] = set()
        self.callers: dict[asyncio.Task[None], socket] = {}

    @property
    def base_url(self) -> str:
        return f"http://localhost:{self.port}"

    def cut(self) -> None:
        """Nothing goes through any more, and what was under way breaks off."""
        self.is_cut = True
        self.loop.call_soon_threadsafe(self._break_off)

    def mend(self) -> None:
        self.is_cut = False

    @contextmanager
    def held(self) -> Iterator[None]:
        """Whatever comes meanwhile waits, as if it had been sent a moment later."""
        self.is_held = True
        yield
        self.is_held = False

    def _break_off(self) -> None:
        for writer in list(self.open):
            _reset(writer)

    async def serve(self, ready: threading.Event) -> None:
        self.loop.add_reader(self.door, self._welcome)
        ready.set()
        await self.over.wait()
        self.loop.remove_reader(self.door)
        self.door.close()
        await self._see_everyone_out()

    def _welcome(self) -> None:
        """Whoever is let in stands on the list at once, so that nobody is forgotten at the end."""
        with suppress(BlockingIOError, ConnectionError):
            caller, _ = self.door.accept()
            caller.setblocking(False)
            task = self.loop.create_task(self._one(caller))
            self.callers[task] = caller
            task.add_done_callback(self.callers.pop)

    async def _see_everyone_out(self) -> None:
        left = dict(self.callers)
        for task in left:
            task.cancel()
        while others := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.gather(*others, return_exceptions=True)
        await asyncio.sleep(0)  # a transport closes its socket one turn of the loop later
        for caller in left.values():
            caller.close()

    async def _one(self, caller: socket) -> None:
        try:
            reader, writer = await asyncio.open_connection(sock=caller)
        except OSError:
            return caller.close()
        self.open.add(writer)
        try:
            if self.is_cut:
                _reset(writer)
            else:
                await self._pass_on(reader, writer)
        except OSError:
            pass
        finally:
            self.open.discard(writer)
            writer.close()
        return None

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, away = await asyncio.open_connection("127.0.0.1", self.there)
        outward = asyncio.ensure_future(_copy(there, writer))
        try:
            while data := await reader.read(65536):
                if self.is_cut:
                    return _reset(writer)
                if data.startswith((b"GET ", b"POST ")) and not await self._let(data, away):
                    return _reset(writer)
                away.write(data)
        finally:
            outward.cancel()
            away.close()
        return None

    async def _let(self, request: bytes, away: asyncio.StreamWriter) -> bool:
        """Whether this request gets through; half of those that do not were heard all the same."""
        fate = self.dice.random()
        await asyncio.sleep(self.dice.random() * self.delay)
        while self.is_held:
            await asyncio.sleep(0.005)
        if fate >= self.resets:
            self.was_passed += 1
            return True
        self.was_reset += 1
        if fate < self.resets / 2:
            away.write(request)
            await away.drain()
            await asyncio.sleep(0.3)  # the clinic has it; its answer gets lost
        return False


def _reset(writer: asyncio.StreamWriter) -> None:
    raw: socket | None = writer.get_extra_info("socket")
    with suppress(OSError):
        if raw is not None:
            raw.setsockopt(SOL_SOCKET, SO_LINGER, AT_ONCE)
    writer.transport.abort()


async def _copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await source.read(65536):
            target.write(data)
            await target.drain()


@contextmanager
def bad_network(there: int) -> Iterator[BadNetwork]:
    network, ready = BadNetwork(there), threading.Event()

    def run() -> None:
        asyncio.set_event_loop(network.loop)
        network.loop.run_until_complete(network.serve(ready))
        network.loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield network
    finally:
        network.loop.call_soon_threadsafe(network.over.set)
        thread.join(5)
