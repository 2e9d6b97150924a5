"""An ASGI application served over a real socket, in a thread of this process."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import TYPE_CHECKING, Any

import uvicorn

if TYPE_CHECKING:
    from collections.abc import Iterator


def listen(port: int) -> socket.socket:
    """A loopback socket, 0 for any port; its connections send at once, which none without a protocol does."""
    listening = socket.create_server(("127.0.0.1", port))
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


@contextlib.contextmanager
def serving(application: Any, port: int = 0) -> Iterator[str]:  # noqa: ANN401 - ASGI's own type is as loose
    """The application while this lasts; the address without a slash at its end."""
    listening = listen(port)
    server = uvicorn.Server(uvicorn.Config(application, log_config=None, access_log=False, timeout_graceful_shutdown=2))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()
