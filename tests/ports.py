"""A port for a server that is about to start."""

import random
import socket

BELOW = 32_768  # from here on Linux gives ports to clients, at any moment


def free_port() -> int:
    """One that nobody listens on, and that no client is given between this and the start."""
    while True:
        port = random.randrange(10_000, BELOW)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
