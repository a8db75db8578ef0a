"""gunicorn's configuration, read as `python:factcheck.gunicorn`; the names are gunicorn's settings.

One pool of processes serves all on `make run`. Behind the proxy there are two of them, one for readers and one for the desk
(docs/adr/0019), started with this same file and addresses of their own.
"""

import gc
import os
import shutil
import signal
import tempfile
import threading
from importlib import import_module
from pathlib import Path

from factcheck import logs
from factcheck.supervisor import end_with_parent

# Where the processes of this pool put what they count, and what they search.
FOLDERS = {"PROMETHEUS_MULTIPROC_DIR": "factcheck-metrics-", "SEARCH_FOLDER": "factcheck-search-"}

# Workers open their own connection pools: an application loaded before the fork would share one.
preload_app = False
worker_class = "factcheck.web_worker.Worker"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "16"))
limit_request_line = 8190  # bytes, the most there is: a pasted paragraph of Japanese is 9 bytes a character in a URL
control_socket_disable = True  # nobody uses it, and it would write into the home folder

logconfig_dict = logs.of_gunicorn(os.environ.get("LOG_FORMAT", "line"))
for name, prefix in FOLDERS.items():  # before the fork, and before anything imports prometheus_client
    if not os.environ.get(name):
        os.environ[name] = tempfile.mkdtemp(prefix=prefix)


def on_exit(server: object) -> None:
    """Counters start anew with the next master, as Prometheus expects. One that took over from us (USR2) keeps counting."""
    for name, prefix in FOLDERS.items():
        folder = Path(os.environ[name])
        if folder.name.startswith(prefix) and not getattr(server, "reexec_pid", 0):
            shutil.rmtree(folder, ignore_errors=True)


def post_fork(server: object, worker: object) -> None:
    """A worker ends at once (SIGQUIT is gunicorn's quick shutdown) with a killed master instead of holding the port against its successor."""
    end_with_parent(signal.SIGQUIT)


def post_worker_init(worker: object) -> None:
    """Django is there by now. A thread started before the fork would be missing here.

    Search is read into memory before the first reader asks; meanwhile pages that need none of it are served.
    """
    import_module("articles.outages").watch_database()  # imported here: it needs the settings
    threading.Thread(target=_warm_up, name="search", daemon=True).start()


def _warm_up() -> None:
    """What stays as long as the process is not looked at again: a full collection took 110 ms, in the middle of some answer."""
    import_module("articles.search.public").warm_up()
    gc.collect()
    gc.freeze()
