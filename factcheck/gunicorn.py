"""gunicorn's configuration, read as `python:factcheck.gunicorn`; the names are gunicorn's settings.

One pool of processes serves all on `make run`. Behind the proxy there are two of them, one for readers and one for the desk
(docs/adr/0019), started with this same file and addresses of their own.
"""

import os
import signal

from factcheck.supervisor import end_with_parent

# Workers open their own connection pools: an application loaded before the fork would share one.
preload_app = False
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "16"))
limit_request_line = 8190  # bytes, the most there is: a pasted paragraph of Japanese is 9 bytes a character in a URL
control_socket_disable = True  # nobody uses it, and it would write into the home folder


def post_fork(server: object, worker: object) -> None:
    """A worker ends at once (SIGQUIT is gunicorn's quick shutdown) with a killed master instead of holding the port against its successor."""
    end_with_parent(signal.SIGQUIT)


def post_worker_init(worker: object) -> None:
    """Django is there by now. A thread started before the fork would be missing here."""
    from articles import outages  # needs the settings

    outages.watch_database()
