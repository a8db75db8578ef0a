"""gunicorn's configuration, read as `python:factcheck.gunicorn`; the names are gunicorn's settings."""

import signal
import threading
from importlib import import_module

from factcheck.supervisor import end_with_parent

# Workers open their own connection pools: an application loaded before the fork would share one.
preload_app = False
worker_class = "gthread"
workers = 2
threads = 4
limit_request_line = 8190  # bytes, the most there is: a pasted paragraph of Japanese is 9 bytes a character in a URL
control_socket_disable = True  # nobody uses it, and it would write into the home folder


def post_fork(server: object, worker: object) -> None:
    """A worker ends at once (SIGQUIT is gunicorn's quick shutdown) with a killed master instead of holding the port against its successor."""
    end_with_parent(signal.SIGQUIT)


def post_worker_init(worker: object) -> None:
    """Reads what search keeps in memory before the first reader asks; meanwhile pages that need none of it are served."""
    search = import_module("articles.search.public")
    threading.Thread(target=search.warm_up, name="search", daemon=True).start()
