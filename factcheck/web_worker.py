"""gunicorn's threaded worker, which lets go of the port as soon as it stops."""

from gunicorn.workers.gthread import ThreadWorker


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn publishes no types
    def set_accept_enabled(self, enabled: bool) -> None:
        """gunicorn's own keeps the listening sockets until the last request is answered: whoever connects meanwhile waits.

        Refused, the proxy answers at once, from its copies or with 503 (docs/adr/0019).
        """
        super().set_accept_enabled(enabled)
        if not self.alive:
            for listener in self.sockets:
                listener.close()
