"""`make run` without the demo: what Ctrl-C ends, and that any killed process leaves a state to start again from."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
import pytest

from factcheck import supervisor
from factcheck.postgres import Cluster
from tests.frozen import frozen
from tests.ports import free_port

pytestmark = pytest.mark.slow

SOURCE = Path(__file__).resolve().parent.parent.parent
PARTS = ("articles", "factcheck", "locale", "templates", "manage.py", "requirements.txt")
PATIENCE_SECONDS = 300  # only a failure takes so long, or a machine with much else to do


@dataclass
class Run:
    """One `python -m factcheck.supervisor` in a clone of its own."""

    clone: Path
    port: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def output(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def wait_until_ready(self) -> "Run":
        wait_until(lambda: "準備ができました" in self.output or self.process.poll() is not None, self)
        assert self.process.poll() is None, self.output
        return self

    def end(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_SECONDS)

    def child(self, word: str) -> psutil.Process:
        """The process of ours with the word in its command line, as soon as it is there."""
        wait_until(lambda: self._children(word) != [], self)
        return self._children(word)[0]

    def _children(self, word: str) -> list[psutil.Process]:
        found = []
        for child in psutil.Process(self.process.pid).children():
            with contextlib.suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
                if word in " ".join(child.cmdline()):
                    found.append(child)
        return found

    def status(self, path: str) -> int:
        """Of the answer to a GET; 0 while nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE_SECONDS) as response:
                return int(response.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code
        except OSError:
            return 0

    def is_well(self) -> bool:
        return [self.status(path) for path in ("/healthz", "/")] == [200, 200]

    def serves(self) -> bool:
        return self.status("/livez") == 200


@pytest.fixture(scope="module")
def clone() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="run-", dir="/tmp"))
    folder.chmod(0o755)
    for part in PARTS:
        source = SOURCE / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy2(source, folder / part)
    yield folder
    Cluster.of(folder).stop()
    shutil.rmtree(folder)


class Runner:
    """Starts supervisors in the clone; the last one runs on from test to test, because a start takes seconds."""

    def __init__(self, clone: Path, logs: Path) -> None:
        self.clone, self.logs = clone, logs
        self.runs: list[Run] = []

    def start(self, port: str = "") -> Run:
        inherited = {name: value for name, value in os.environ.items() if not name.endswith("DATABASE_URL")}
        for name in ("ENV_FILE", "SECRET_KEY", "DJANGO_SETTINGS_MODULE"):
            inherited.pop(name, None)
        port = port or str(free_port())
        log = self.logs / f"run-{len(self.runs)}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "factcheck.supervisor", "--with-parent"],
                cwd=self.clone,
                env={**inherited, "DEMO": "false", "HTTPS": "false", "DEBUG": "false", "PORT": port},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=heed_signals,
            )
        run = Run(self.clone, port, process, log)
        self.runs.append(run)
        return run

    def running(self) -> Run:
        alive = [run for run in self.runs if run.process.poll() is None]
        return alive[0] if alive else self.start().wait_until_ready()

    def stop(self) -> None:
        for run in self.runs:
            if run.process.poll() is None:
                run.end()


@pytest.fixture(scope="module")
def runner(clone: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    runner = Runner(clone, tmp_path_factory.mktemp("runs"))
    yield runner
    runner.stop()


def heed_signals() -> None:
    """Tests run by `nohup` or behind a shell's `&` would pass on that SIGHUP and SIGINT are ignored."""
    for number in supervisor.STOP_SIGNALS:
        signal.signal(number, signal.SIG_DFL)


def wait_until(holds: Callable[[], bool], run: Run) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, run.output
        time.sleep(0.1)


def processes_in(clone: Path) -> list[psutil.Process]:
    """Everything alive whose command line names the clone, or that works in it."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            in_command = any(str(clone) in part for part in process.cmdline())
            if process.status() != psutil.STATUS_ZOMBIE and (in_command or process.cwd() == str(clone)):
                found.append(process)
    return found


def kill_supervisor(run: Run) -> None:
    run.process.kill()
    run.process.wait()


def kill_web(run: Run) -> None:
    run.child("gunicorn").kill()


def kill_web_worker(run: Run) -> None:
    master = run.child("gunicorn")
    wait_until(lambda: master.children() != [], run)
    master.children()[0].kill()


def kill_worker(run: Run) -> None:
    run.child("manage.py").kill()


def kill_postmaster(run: Run) -> None:
    pid_file = Cluster.of(run.clone).data / "postmaster.pid"
    psutil.Process(int(pid_file.read_text().splitlines()[0])).kill()


def kill_backend(run: Run) -> None:
    with psycopg.connect(Cluster.of(run.clone).url) as connection:
        psutil.Process(connection.info.backend_pid).kill()
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")


KILLED = [
    (kill_supervisor, None),
    (kill_postmaster, signal.SIGTERM),
    (kill_web, signal.SIGINT),
    (kill_web_worker, signal.SIGTERM),
    (kill_worker, signal.SIGHUP),
    (kill_backend, signal.SIGTERM),
]


@pytest.mark.parametrize(("kill", "stopped_by"), KILLED)
def test_the_next_run_recovers(runner: Runner, kill: Callable[[Run], None], stopped_by: signal.Signals | None) -> None:
    first = runner.running()
    remember(first, kill.__name__)

    kill(first)
    if stopped_by is None:
        assert first.process.wait(PATIENCE_SECONDS) != 0
    else:
        first.end(stopped_by)
        wait_until(lambda: processes_in(first.clone) == [], first)

    second = runner.start(port=first.port).wait_until_ready()
    assert second.serves()
    assert kill.__name__ in memory(second)


def remember(run: Run, word: str) -> None:
    with psycopg.connect(Cluster.of(run.clone).url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS memory (word text)")
        connection.execute("INSERT INTO memory VALUES (%s)", [word])


def memory(run: Run) -> list[str]:
    with psycopg.connect(Cluster.of(run.clone).url) as connection:
        return [word for (word,) in connection.execute("SELECT word FROM memory")]


def test_an_undisturbed_run_stops_cleanly(runner: Runner) -> None:
    run = runner.running()

    assert run.end(signal.SIGINT) == 0

    wait_until(lambda: processes_in(run.clone) == [], run)  # the kernel ends the worker's own after it
    assert run.output.endswith("止めました。データは残っています。\n")


@pytest.mark.parametrize("kill", [kill_postmaster, kill_backend, kill_web, kill_web_worker, kill_worker])
def test_a_run_recovers_by_itself(runner: Runner, kill: Callable[[Run], None]) -> None:
    run = runner.running()
    remember(run, f"{kill.__name__} by itself")
    before = processes_of(run)

    kill(run)

    wait_until(lambda: processes_of(run) != before and run.is_well(), run)  # well again, not well still
    assert run.process.poll() is None
    assert f"{kill.__name__} by itself" in memory(run)


def test_a_frozen_server_is_said_and_passes(runner: Runner) -> None:
    run = runner.running()
    wait_until(run.is_well, run)
    with frozen(Cluster.of(run.clone)):
        paths = ("/", "/api/v1/verdicts/", "/admin/", "/healthz", "/livez")
        # Each web process notices by a clock of its own, and the sign-in page asks the server nothing.
        wait_until(lambda: [run.status(path) for path in paths] == [503, 503, 503, 503, 200], run)

    wait_until(run.is_well, run)


def processes_of(run: Run) -> tuple[str, tuple[int, ...]]:
    """The server's incarnation, and the pids of our processes and of those they started."""
    below = psutil.Process(run.process.pid).children(recursive=True)
    return Cluster.of(run.clone).incarnation, tuple(sorted(process.pid for process in below))


def test_a_second_run_is_told_about_the_first(runner: Runner) -> None:
    first = runner.running()
    second = runner.start()

    assert second.process.wait(PATIENCE_SECONDS) == 1
    assert "もう動いています" in second.output
    assert first.serves()


def test_each_step_says_how_long_it_took(runner: Runner) -> None:
    steps = re.findall(r"^(.+)：\d+\.\d 秒$", runner.running().output, flags=re.MULTILINE)

    # static files are collected by the first run only
    assert [step for step in steps if step != "静的ファイル"] == [
        "PostgreSQL の起動",
        "データベースの更新",
        "判定基準とグループ",
        "web と worker の起動",
    ]


def test_static_files_are_collected_again_only_after_a_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "CLONE", tmp_path)
    manifest = tmp_path / "staticfiles" / "staticfiles.json"
    style = tmp_path / "articles" / "static" / "articles" / "reader.css"
    for file, changed in [(tmp_path / "requirements.txt", 100), (style, 100), (manifest, 200)]:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
        os.utime(file, (changed, changed))
    os.utime(style.parent, (100, 100))
    os.utime(style.parent.parent, (100, 100))

    assert supervisor._static_files_are_current()

    os.utime(style, (300, 300))
    assert not supervisor._static_files_are_current()

    os.utime(style, (100, 100))
    manifest.unlink()
    assert not supervisor._static_files_are_current()


def test_a_port_in_use_is_named(runner: Runner) -> None:
    runner.stop()
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        run = runner.start(port=str(taken))

        assert run.process.wait(PATIENCE_SECONDS) == 1

    assert f"make run PORT={taken + 1}" in run.output


def test_a_port_that_is_no_number_is_refused(runner: Runner) -> None:
    runner.stop()
    run = runner.start(port="８０００")

    assert run.process.wait(PATIENCE_SECONDS) == 1
    assert "PORT は 1 から 65535 まで" in run.output


def test_a_server_started_by_hand_is_left_running(runner: Runner) -> None:
    runner.stop()
    cluster = Cluster.of(runner.clone)
    cluster.start()
    runner.start().wait_until_ready().end()

    assert cluster.is_running()
    cluster.stop()
