"""The port of the page, taken before anything that is slow to load, so that a taken one is told at once."""

from __future__ import annotations

import errno
import socket

from assistant.errors import PortTaken

WRONG_HOST = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens at `host:port`, at any free port where it is 0. Raises PortTaken, naming the fix."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(256)
    except OSError as error:
        listener.close()
        option = "--host" if isinstance(error, socket.gaierror) or error.errno in WRONG_HOST else "--port"
        other = "address" if option == "--host" else "port"
        reason = (error.strerror or str(error)).lower()
        raise PortTaken(f"Cannot listen at {host}:{port} ({reason}): choose another {other} with {option}.") from None
    return listener


def address(listener: socket.socket) -> str:
    """Where a browser finds it."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
