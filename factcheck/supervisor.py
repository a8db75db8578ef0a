"""What `make run` ends in: prepare everything, then keep web and worker running until Ctrl-C.

Whatever is killed, the next start recovers by itself: web and worker end with their supervisor, the database server
stays behind and is taken over, and the only lock is one that the kernel drops with its holder.
"""

import argparse
import contextlib
import ctypes
import fcntl
import functools
import math
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import NoReturn, TypeVar

from environs import Env

from factcheck import environment
from factcheck.postgres import APP_ROLE, Cluster, FolderUnusable, PostgresError

CLONE = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
PORT_FREE_SECONDS = 20  # the web process of a killed supervisor finishes its requests first
SERVED_SECONDS = 60
STOP_SECONDS = 15
STEADY_SECONDS = 10  # a process that lived shorter than this would only die again at once
LONGEST_PAUSE_SECONDS = 30
LOOK_SECONDS = 0.5
MIGRATION = ("データベースの更新", "migrate", "--verbosity", "0")
PREPARATIONS = (("判定基準とグループ", "install_reference_data"),)
STOP_SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
PR_SET_PDEATHSIG = 1  # linux/prctl.h


Result = TypeVar("Result")


class RunError(Exception):
    """What keeps the product from running; the message is for the person at the terminal."""


class StopRequested(BaseException):
    """SIGTERM, SIGHUP or Ctrl-C. Not an Exception: nothing but the supervisor's own clean-up may catch it."""


def web_command(port: int) -> list[str]:
    configuration = ["--config", "python:factcheck.gunicorn", "--bind", f"{HOST}:{port}"]
    return [sys.executable, "-m", "gunicorn", *configuration, "factcheck.wsgi:application"]


def worker_command() -> list[str]:
    return manage("worker")


def manage(*arguments: str) -> list[str]:
    return [sys.executable, str(CLONE / "manage.py"), *arguments]


class Pause:
    """How long to wait before a new start: not at all after a steady life, else twice as long as before."""

    def __init__(self) -> None:
        self._began = -math.inf
        self._seconds = 0.0

    def begin(self) -> None:
        """Something starts now."""
        steady = time.monotonic() - self._began > STEADY_SECONDS + self._seconds
        self._seconds = 0.0 if steady else min(LONGEST_PAUSE_SECONDS, max(1.0, 2 * self._seconds))
        self._began = time.monotonic()

    def is_over(self) -> bool:
        return time.monotonic() - self._began >= self._seconds


@dataclass
class Child:
    """A long-running process of ours, in a session of its own so that Ctrl-C reaches the supervisor alone."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] = field(init=False)
    pause: Pause = field(default_factory=Pause)

    def start(self) -> None:
        self.pause.begin()
        self.process = subprocess.Popen(  # noqa: S603 - our own commands, no shell
            self.command,
            cwd=CLONE,
            start_new_session=True,
            preexec_fn=functools.partial(end_with_parent, signal.SIGTERM),
        )

    def stop(self, deadline: float) -> None:
        """Wait until the process, asked to end before, is gone; at the deadline kill it and those it started."""
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m factcheck.supervisor")
    parser.add_argument(
        "--with-parent", action="store_true", help="親プロセス（make）が終わったら、いっしょに終わります。"
    )
    options = parser.parse_args(arguments)
    for number in STOP_SIGNALS:
        if signal.getsignal(number) != signal.SIG_IGN:  # nohup asks us not to hear it
            signal.signal(number, _request_stop)
    if options.with_parent:
        end_with_parent(signal.SIGTERM)
    try:
        with _only_one(), contextlib.ExitStack() as stack:
            _run(stack)
    except (RunError, PostgresError) as error:
        sys.stderr.write(f"\n{error}\n")
        return 1
    except StopRequested:
        _say("止めました。データは残っています。")
        return 0


def _run(stack: contextlib.ExitStack) -> NoReturn:
    began = time.monotonic()
    environment.write_once(CLONE / ".env")
    environment.add_missing(CLONE / ".env")
    env = Env()
    env.read_env(CLONE / ".env", recurse=False)
    port = _port()
    url = f"http://{HOST}:{port}"
    os.environ.setdefault("SITE_URL", url)
    _wait_for_port(port)
    cluster = None if "DATABASE_URL" in os.environ else Cluster.default()
    server = None
    if cluster is not None:
        server = Server(cluster)
        _step("PostgreSQL の起動", functools.partial(stack.enter_context, server))
    _migrate(cluster)
    for label, *command in PREPARATIONS:
        _step(label, functools.partial(_finish, manage(*command)))
    if not _static_files_are_current():
        _step("静的ファイル", functools.partial(_finish, manage("collectstatic", "--noinput", "--verbosity", "0")))
    demo = env.bool("DEMO", False)
    if demo:
        # its words are kept for the end: the demo's accounts belong where the reader's eye rests
        newsroom = _step("デモ編集部", functools.partial(_finish, manage("seed_demo"), stdout=subprocess.PIPE))
        _step("検証候補の抽出", functools.partial(_finish, manage("extract_claims", "--all")))
    children = [Child("web", web_command(port)), Child("worker", worker_command())]
    stack.enter_context(_children(children))
    _step("web と worker の起動", lambda: _wait_until_served(f"{url}/livez", children))
    _say(f"\n準備ができました（{time.monotonic() - began:.1f} 秒）。止めるには Ctrl-C を押してください。")
    _say(newsroom.rstrip() if demo else f"読者のページ {url}/　　編集デスク {url}/admin/")
    _watch(children, server)


def _migrate(cluster: Cluster | None) -> None:
    """As the owner of the tables; everything after it, web and worker too, goes by the role that may not alter them.

    With a server of its own the newsroom decides which roles there are (docs/adr/0013).
    """
    label, *command = MIGRATION
    _step(label, functools.partial(_finish, manage(*command)))
    if cluster is not None:
        _finish(manage("grant_app_role", APP_ROLE), stdout=subprocess.PIPE)
        os.environ["DATABASE_URL"] = cluster.app_url


def _static_files_are_current() -> bool:
    """Whether nothing that is collected changed since; hashing and compressing it all takes seconds at every start.

    What packages bring changes only with requirements.txt. The manifest is the last file that collectstatic writes.
    """
    manifest = CLONE / "staticfiles" / "staticfiles.json"
    sources = (CLONE / "requirements.txt", *(CLONE / "articles" / "static").rglob("*"))
    return manifest.exists() and all(path.stat().st_mtime < manifest.stat().st_mtime for path in sources)


def _watch(children: list[Child], server: "Server | None") -> NoReturn:
    """Start again what dies, for ever: a database that is away or a full disk passes, and nobody may be at the terminal."""
    while True:
        time.sleep(LOOK_SECONDS)
        if server is not None:
            server.revive()
        for child in children:
            if child.process.poll() is None or not child.pause.is_over():
                continue
            _say(f"{child.name} が終わりました（終了コード {child.process.returncode}）。起動し直します。")
            child.start()


@contextlib.contextmanager
def _only_one() -> Iterator[None]:
    """The lock is on the clone's own folder: nothing to create, to own or to clean up."""
    descriptor = os.open(CLONE, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        message = "このフォルダーでは `make run` がもう動いています。先に動いている方を Ctrl-C で止めてください。"
        raise RunError(message) from error
    finally:
        os.close(descriptor)


class Server:
    """The embedded server while we run; stopped at the end if this or an earlier, killed supervisor started it."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.mark = cluster.folder / "started-by-run"
        self.pause = Pause()

    def __enter__(self) -> "Server":
        self._start()
        return self

    def __exit__(self, *_error: object) -> None:
        if self.mark.exists() and self.mark.read_text(encoding="ascii") == self.cluster.incarnation:
            self.cluster.stop()
            self.mark.unlink()

    def revive(self) -> None:
        """Start the server again when it has died; PostgreSQL recovers what was committed."""
        if self.cluster.is_running() or not self.pause.is_over():
            return
        _say("PostgreSQL が止まりました。起動し直します。")
        self.pause.begin()
        try:
            self._start_from_data()
        except PostgresError as error:
            _say(f"{error}\nPostgreSQL をまだ起動できません。しばらくしてから、もう一度試します。")
        else:
            _say("PostgreSQL を起動し直しました。")

    def _start_from_data(self) -> None:
        """A disk that is not mounted must not be taken for a first use: an empty database would be served."""
        if not self.cluster.data.is_dir():
            message = f"PostgreSQL のデータがありません：{self.cluster.data}"
            raise FolderUnusable(message)
        self._start()

    def _start(self) -> None:
        if self.cluster.start():
            self.mark.write_text(self.cluster.incarnation, encoding="ascii")


@contextlib.contextmanager
def _children(children: list[Child]) -> Iterator[None]:
    started: list[Child] = []
    try:
        for child in children:
            child.start()
            started.append(child)
        yield
    finally:
        for number in STOP_SIGNALS:
            signal.signal(number, signal.SIG_IGN)  # stopping ends by itself, at STOP_SECONDS at the latest
        for child in started:
            child.process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in started:
            child.stop(deadline)


def end_with_parent(number: int) -> None:
    """Ask Linux to send this process the signal when its parent dies, even by kill -9; elsewhere do nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)


def _request_stop(number: int, frame: FrameType | None) -> NoReturn:
    raise StopRequested


def _port() -> int:
    text = os.environ.get("PORT", "8000")
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise RunError(f"PORT は 1 から 65535 までの数で指定してください：{text}")
    return int(text)


def _wait_for_port(port: int) -> None:
    deadline = time.monotonic() + PORT_FREE_SECONDS
    while not _is_free(port):
        if time.monotonic() > deadline:
            raise RunError(
                f"ポート {port} はほかのプログラムが使っています。別の番号で起動してください：make run PORT={port + 1}"
            )
        time.sleep(0.2)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def _finish(command: list[str], stdout: int | None = None) -> str:
    """Run a step to its end; what it printed, if `stdout` is a pipe."""
    finished = subprocess.run(command, cwd=CLONE, stdout=stdout, encoding="utf-8", check=False)  # noqa: S603 - our own commands, no shell
    if finished.returncode:
        raise RunError(f"準備の途中で失敗しました（終了コード {finished.returncode}）：{' '.join(command[1:])}")
    return finished.stdout or ""


def _wait_until_served(url: str, children: list[Child]) -> None:
    deadline = time.monotonic() + SERVED_SECONDS
    while not _serves(url):
        for child in children:
            if child.process.poll() is not None:
                raise RunError(f"{child.name} が起動できませんでした（終了コード {child.process.returncode}）。")
        if time.monotonic() > deadline:
            raise RunError(f"{SERVED_SECONDS} 秒たっても {url} が応答しません。")
        time.sleep(0.1)


def _serves(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own http address
            return True
    except OSError:  # URLError, refused, reset, timed out
        return False


def _step(label: str, work: Callable[[], Result]) -> Result:
    began = time.monotonic()
    result = work()
    _say(f"{label}：{time.monotonic() - began:.1f} 秒")
    return result


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
