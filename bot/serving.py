"""Serves the pages within our own loop: uvicorn without its own hold on signals and logs."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import structlog
import uvicorn
from starlette.types import ASGIApp

log = structlog.get_logger(__name__)

GRACE_SECONDS = 10

Life = Callable[["Ending"], Awaitable[None]]


class PortTaken(Exception):
    def __init__(self, host: str, port: int) -> None:
        super().__init__(host, port)
        self.host = host
        self.port = port


class Ending:
    """Told by a signal to end; while still starting, or told twice, nothing is finished first."""

    def __init__(self) -> None:
        self._told = asyncio.Event()
        self._task: asyncio.Future[None] | None = None
        self._is_up = False

    async def wait(self) -> None:
        """Everything runs from now on; comes back when it is time to stop."""
        self._is_up = True
        await self._told.wait()

    def tell(self) -> None:
        is_urgent = self._told.is_set() or not self._is_up
        self._told.set()
        if self._task and is_urgent:
            self._task.cancel()

    async def after(self, life: Life) -> None:
        self._task = asyncio.ensure_future(life(self))
        loop = asyncio.get_running_loop()
        for one in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(one, self.tell)
        try:
            await self._task
        except asyncio.CancelledError:
            if not self._told.is_set():
                raise


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def run(life: Life) -> None:
    """Live through `life` in a fast loop until it ends or a signal tells it to."""
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(Ending().after(life))


@contextlib.asynccontextmanager
async def served(app: ASGIApp, host: str, port: int) -> AsyncIterator[int]:
    """The application answers inside; yields the port, which 0 leaves to the machine."""
    listening = _listen(host, port)
    config = uvicorn.Config(
        app,
        http="httptools",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = _Server(config)
    serving = asyncio.ensure_future(server.serve([listening]))
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        await serving


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError:
        listening.close()
        raise PortTaken(host, port) from None
    listening.listen(512)
    listening.setblocking(False)
    return listening
