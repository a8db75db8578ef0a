"""The embedded server, as root and as a plain user: what may be signalled, what may be changed, what must recover."""

import contextlib
import multiprocessing
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from factcheck import postgres
from factcheck.postgres import Account, Cluster, FolderUnusable, ProgramsMissing, ServerUnreachable

AS_ROOT = pytest.param("root", marks=pytest.mark.skipif(os.geteuid() != 0, reason="needs root"))
NOBODY = pwd.getpwnam("nobody")


@pytest.fixture(params=[AS_ROOT, "plain user"])
def identity(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def clone(identity: str) -> Iterator[Path]:
    """An empty folder that everybody may enter, owned by the one the test runs as; a server in it is stopped."""
    with a_clone(identity) as folder:
        yield folder


@pytest.fixture(scope="module")
def initialised() -> Iterator[dict[str, Path]]:
    """For each identity a clone whose cluster was made, started and stopped: copying is quicker than initdb."""
    with a_clone("root") as of_root, a_clone("plain user") as of_user:
        clones = {"root": of_root, "plain user": of_user}
        for identity in ["root", "plain user"] if os.geteuid() == 0 else ["plain user"]:
            run_as(identity, lambda identity=identity: cluster_in(clones[identity]).start())
            run_as(identity, lambda identity=identity: cluster_in(clones[identity]).stop())
        yield clones


@pytest.fixture
def used_clone(clone: Path, identity: str, initialised: dict[str, Path]) -> Path:
    subprocess.run(["cp", "-a", initialised[identity] / ".state", clone], check=True)
    return clone


@contextlib.contextmanager
def a_clone(identity: str) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="clone-", dir="/tmp"))
    folder.chmod(0o755)
    if os.geteuid() == 0 and identity == "plain user":
        os.chown(folder, NOBODY.pw_uid, NOBODY.pw_gid)
    try:
        yield folder
    finally:
        run_as(identity, lambda: cluster_in(folder).stop())
        shutil.rmtree(folder)


def run_as(identity: str, story: Callable[[], None]) -> None:
    """Run the story in a forked process, as the plain user `nobody` if root is asked for one."""
    context = multiprocessing.get_context("fork")
    failures = context.SimpleQueue()

    def perform() -> None:
        if identity == "plain user" and os.geteuid() == 0:
            os.setgroups([])
            os.setgid(NOBODY.pw_gid)
            os.setuid(NOBODY.pw_uid)
        try:
            story()
        except BaseException:  # every failure is handed to the parent, which fails the test with it
            failures.put(traceback.format_exc())
            raise

    process = context.Process(target=perform)
    process.start()
    process.join()
    if process.exitcode:
        pytest.fail("ended without a word" if failures.empty() else failures.get(), pytrace=False)


def cluster_in(clone: Path) -> Cluster:
    return Cluster.of(clone, durable=False)


def remember(cluster: Cluster, word: str) -> None:
    with psycopg.connect(cluster.url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS memory (word text)")
        connection.execute("INSERT INTO memory VALUES (%s)", [word])


def memory(cluster: Cluster) -> list[str]:
    with psycopg.connect(cluster.url) as connection:
        return [word for (word,) in connection.execute("SELECT word FROM memory ORDER BY word")]


def postmaster(cluster: Cluster) -> psutil.Process:
    return psutil.Process(int((cluster.data / "postmaster.pid").read_text().splitlines()[0]))


def innocent(cluster: Cluster) -> subprocess.Popen[bytes]:
    """A process of the very user the server runs as, which has nothing to do with it."""
    other = os.geteuid() != cluster.account.uid
    return subprocess.Popen(["sleep", "300"], user=cluster.account.uid if other else None)


def modes(folder: Path) -> dict[Path, tuple[int, int]]:
    return {path: (path.stat().st_mode, path.stat().st_uid) for path in (folder, *folder.parents)}


def test_building_a_cluster_touches_nothing(clone: Path, identity: str) -> None:
    def story() -> None:
        before = modes(clone)

        first, second = cluster_in(clone), cluster_in(clone)

        assert first.url == second.url
        assert not first.is_running()
        assert list(clone.iterdir()) == []
        assert modes(clone) == before

    run_as(identity, story)


def test_start_and_stop_keep_the_data(clone: Path, identity: str) -> None:
    def story() -> None:
        cluster = cluster_in(clone)
        before = modes(clone)

        assert cluster.start() is True
        remember(cluster, "港")
        assert cluster.start() is False
        cluster.stop()
        assert not cluster.is_running()
        assert cluster.start() is True

        assert memory(cluster) == ["港"]
        assert modes(clone) == before
        assert postgres.WHEEL not in sys.modules
        assert stat.S_IMODE(cluster.socket_folder.stat().st_mode) == 0o700
        assert cluster.folder.stat().st_uid == cluster.account.uid

    run_as(identity, story)


def test_the_database_is_utf8_and_has_no_tcp_port(clone: Path, identity: str) -> None:
    def story() -> None:
        cluster = cluster_in(clone)
        cluster.start()

        with psycopg.connect(cluster.url) as connection:
            encoding = connection.execute("SHOW server_encoding").fetchone()
            addresses = connection.execute("SHOW listen_addresses").fetchone()
            collation = connection.execute(
                "SELECT datcollate FROM pg_database WHERE datname = current_database()"
            ).fetchone()

        assert encoding == ("UTF8",)
        assert addresses == ("",)
        assert collation == ("C.UTF-8",)

    run_as(identity, story)


def test_a_stale_pid_of_a_living_stranger_is_not_signalled(used_clone: Path, identity: str) -> None:
    def story() -> None:
        cluster = cluster_in(used_clone)
        cluster.start()
        remember(cluster, "港")
        lines = (cluster.data / "postmaster.pid").read_text().splitlines()
        cluster.stop()
        stranger = innocent(cluster)
        stale = "\n".join([str(stranger.pid), *lines[1:]]) + "\n"
        lock = cluster.socket_folder / ".s.PGSQL.5432.lock"
        for file in (cluster.data / "postmaster.pid", lock):
            file.write_text(stale)
            os.chown(file, cluster.account.uid, cluster.account.gid)

        assert not cluster.is_running()
        cluster.stop()
        assert stranger.poll() is None
        cluster.start()
        assert memory(cluster) == ["港"]
        cluster.stop()

        assert stranger.poll() is None
        stranger.kill()
        stranger.wait()

    run_as(identity, story)


@pytest.mark.parametrize("content", ["", "-1\n"])
def test_an_unreadable_pid_file_does_not_block(used_clone: Path, identity: str, content: str) -> None:
    def story() -> None:
        cluster = cluster_in(used_clone)
        cluster.start()
        cluster.stop()
        file = cluster.data / "postmaster.pid"
        file.write_text(content, encoding="utf-8")
        os.chown(file, cluster.account.uid, cluster.account.gid)

        assert cluster.start() is True

    run_as(identity, story)


def test_recovers_after_the_postmaster_was_killed(used_clone: Path, identity: str) -> None:
    def story() -> None:
        cluster = Cluster.of(used_clone)  # durable: what was committed must survive
        cluster.start()
        remember(cluster, "港")
        idle = psycopg.connect(cluster.url)
        postmaster(cluster).kill()

        assert cluster.start() is True

        assert memory(cluster) == ["港"]
        idle.close()

    run_as(identity, story)


def test_waits_for_a_busy_backend_of_a_killed_postmaster(used_clone: Path, identity: str) -> None:
    def story() -> None:
        postgres.ORPHAN_SECONDS = 3
        cluster = Cluster.of(used_clone)
        cluster.start()
        remember(cluster, "港")
        busy = psycopg.connect(cluster.url)
        backend = psutil.Process(busy.info.backend_pid)
        busy.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 1000000000000) AS n WHERE n % 7 = 8")
        time.sleep(0.3)
        postmaster(cluster).kill()

        assert cluster.start() is True

        assert not backend.is_running() or backend.status() == psutil.STATUS_ZOMBIE
        assert memory(cluster) == ["港"]
        busy.close()

    run_as(identity, story)


def test_survives_the_killing_of_a_backend(used_clone: Path, identity: str) -> None:
    def story() -> None:
        cluster = Cluster.of(used_clone)
        cluster.start()
        remember(cluster, "港")
        connection = psycopg.connect(cluster.url)
        psutil.Process(connection.info.backend_pid).kill()
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")

        assert cluster.start() is False

        assert memory(cluster) == ["港"]

    run_as(identity, story)


def test_stops_even_while_it_recovers_from_the_killing_of_a_backend(used_clone: Path, identity: str) -> None:
    def story() -> None:
        postgres.STOP_SECONDS = 3
        cluster = Cluster.of(used_clone)
        cluster.start()
        remember(cluster, "港")
        connection = psycopg.connect(cluster.url)
        psutil.Process(connection.info.backend_pid).kill()
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
        time.sleep(0.008)  # into the recovery, where PostgreSQL 18.4 loses the request

        cluster.stop()

        assert not cluster.is_running()
        cluster.start()
        assert memory(cluster) == ["港"]

    run_as(identity, story)


def test_a_server_that_is_stopping_is_awaited_and_started_again(used_clone: Path, identity: str) -> None:
    def story() -> None:
        cluster = cluster_in(used_clone)
        cluster.start()
        remember(cluster, "港")
        with psycopg.connect(cluster.url):
            postmaster(cluster).send_signal(signal.SIGTERM)  # smart shutdown: waits for this connection
            time.sleep(0.3)
            postmaster(cluster).send_signal(signal.SIGINT)

        assert cluster.start() is True

        assert memory(cluster) == ["港"]

    run_as(identity, story)


def test_two_starts_at_once_make_one_server(clone: Path, identity: str) -> None:
    def story() -> None:
        context = multiprocessing.get_context("fork")
        results = context.SimpleQueue()
        starters = [context.Process(target=lambda: results.put(cluster_in(clone).start())) for _ in range(4)]
        for starter in starters:
            starter.start()
        for starter in starters:
            starter.join()

        assert [starter.exitcode for starter in starters] == [0, 0, 0, 0]
        assert sorted(results.get() for _ in starters) == [False, False, False, True]
        assert cluster_in(clone).is_running()

    run_as(identity, story)


def test_an_unfinished_initdb_is_begun_again(clone: Path, identity: str) -> None:
    def story() -> None:
        cluster = cluster_in(clone)
        cluster.start()
        cluster.stop()
        cluster.data.rename(cluster.folder / "data.unfinished")
        (cluster.folder / "data.unfinished" / "global" / "pg_control").unlink()

        assert cluster.start() is True

        assert sorted(path.name for path in cluster.folder.iterdir()) == ["data", "log", "socket"]

    run_as(identity, story)


def test_the_environment_of_another_server_is_ignored(used_clone: Path, identity: str) -> None:
    def story() -> None:
        os.environ.update(
            PGPORT="6543", PGDATA="/nowhere", PGHOST="nowhere", PGUSER="x", PGDATABASE="x", LC_ALL="xx_XX"
        )
        cluster = cluster_in(used_clone)

        assert cluster.start() is True

        assert (cluster.socket_folder / ".s.PGSQL.5432").exists()

    run_as(identity, story)


@pytest.mark.parametrize("name", ["港 検証デスク", "it's, (a) clone & more;"])
def test_unusual_folder_names(clone: Path, identity: str, name: str) -> None:
    def story() -> None:
        unusual = clone / name
        unusual.mkdir()
        cluster = cluster_in(unusual)
        try:
            assert cluster.start() is True
            remember(cluster, "港")
            assert memory(cluster) == ["港"]
        finally:
            cluster.stop()
            shutil.rmtree(cluster.socket_folder)  # a comma puts it below /tmp

    run_as(identity, story)


def test_a_folder_name_that_a_shell_would_expand_is_refused(clone: Path, identity: str) -> None:
    def story() -> None:
        unusual = clone / "$(touch expanded)"
        unusual.mkdir()

        with pytest.raises(FolderUnusable, match="使えない文字"):
            cluster_in(unusual).start()

        assert list(clone.rglob("*")) == [unusual]

    run_as(identity, story)


def test_a_long_path_puts_the_socket_into_a_private_folder(clone: Path, identity: str) -> None:
    def story() -> None:
        deep = clone / ("長い" * 20)
        deep.mkdir()
        cluster = cluster_in(deep)
        try:
            assert cluster.start() is True
            assert cluster.socket_folder.parent == Path("/tmp")
            assert stat.S_IMODE(cluster.socket_folder.stat().st_mode) == 0o700
            assert cluster.socket_folder.stat().st_uid == cluster.account.uid
            remember(cluster, "港")
            assert memory(cluster) == ["港"]
        finally:
            cluster.stop()
            shutil.rmtree(cluster.socket_folder)

    run_as(identity, story)


def test_a_socket_folder_open_to_others_is_refused_and_left_alone(clone: Path, identity: str) -> None:
    def story() -> None:
        deep = clone / ("長い" * 20)
        deep.mkdir()
        cluster = cluster_in(deep)
        cluster.socket_folder.mkdir()
        cluster.socket_folder.chmod(0o777)
        try:
            with pytest.raises(FolderUnusable, match="だけのものではありません"):
                cluster.start()
            assert stat.S_IMODE(cluster.socket_folder.stat().st_mode) == 0o777
        finally:
            cluster.socket_folder.rmdir()

    run_as(identity, story)


def test_a_clone_moved_under_its_running_server_keeps_it(clone: Path, identity: str) -> None:
    def story() -> None:
        (clone / "before").mkdir()
        cluster_in(clone / "before").start()
        (clone / "before").rename(clone / "after")
        moved = cluster_in(clone / "after")

        assert moved.start() is False
        moved.stop()

        assert not moved.is_running()
        assert moved.start() is True
        moved.stop()

    run_as(identity, story)


def test_a_copied_clone_leaves_the_original_server_alone(clone: Path, identity: str) -> None:
    def story() -> None:
        (clone / "original").mkdir()
        original = cluster_in(clone / "original")
        original.start()
        shutil.copytree(
            clone / "original", clone / "copy", ignore=lambda _, names: [n for n in names if n.startswith(".s.PGSQL")]
        )
        for path in (clone / "copy" / ".state").rglob("*"):
            os.chown(path, original.account.uid, original.account.gid)
        copy = cluster_in(clone / "copy")

        assert not copy.is_running()
        copy.stop()
        assert original.is_running()
        assert copy.start() is True

        assert original.is_running()
        copy.stop()
        assert original.is_running()
        original.stop()

    run_as(identity, story)


def test_programs_that_fail_say_why(used_clone: Path, identity: str) -> None:
    def story() -> None:
        cluster = cluster_in(used_clone)
        cluster.start()
        cluster.stop()
        (cluster.data / "PG_VERSION").write_text("12\n")

        with pytest.raises(ServerUnreachable, match="version 12"):
            cluster.start()

    run_as(identity, story)


def test_a_missing_wheel_is_named(clone: Path, identity: str) -> None:
    def story() -> None:
        sys.path = []

        with pytest.raises(ProgramsMissing, match=r"requirements\.txt"):
            cluster_in(clone).start()

    run_as(identity, story)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
class TestRoot:
    @pytest.fixture
    def identity(self) -> str:
        return "root"

    @pytest.fixture
    def closed(self) -> Iterator[Path]:
        """A clone in a folder that only root may enter, like /root."""
        parent = Path(tempfile.mkdtemp(prefix="closed-", dir="/tmp"))
        (parent / "clone").mkdir()
        cluster = cluster_in(parent / "clone")
        yield parent / "clone"
        cluster.stop()
        if cluster.folder.exists():
            shutil.rmtree(cluster.folder.parent)
        shutil.rmtree(parent)

    def test_server_does_not_run_as_root(self, closed: Path) -> None:
        cluster = cluster_in(closed)
        cluster.start()

        assert postmaster(cluster).uids().real == cluster.account.uid != 0

    def test_an_unreachable_clone_keeps_its_permissions_and_its_data_elsewhere(self, closed: Path) -> None:
        before = modes(closed)
        cluster = cluster_in(closed)

        assert cluster.start() is True

        assert cluster.folder.parent.parent == Path("/var/lib/factcheck")
        assert list(closed.iterdir()) == []
        assert modes(closed) == before

    def test_unreachable_programs_are_copied(self, closed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        site = closed.parent / "site-packages"
        wheel = postgres._wheel_folder()
        shutil.copytree(wheel / postgres.PROGRAMS, site / wheel.name / postgres.PROGRAMS, symlinks=True)
        shutil.copytree(wheel.with_name(f"{wheel.name}.libs"), site / f"{wheel.name}.libs")
        (site / wheel.name / "__init__.py").touch()
        for path in site.rglob("*"):
            path.chmod(path.stat().st_mode & 0o700)  # as installed under umask 077
        monkeypatch.syspath_prepend(str(site))
        cluster = cluster_in(closed)

        assert cluster.start() is True

        assert Path(postmaster(cluster).exe()).is_relative_to(cluster.folder.parent)
        assert stat.S_IMODE(site.stat().st_mode) == 0o755

    def test_a_strict_umask_does_not_shut_the_server_out(self, clone: Path) -> None:
        def story() -> None:
            os.umask(0o077)

            assert cluster_in(clone).start() is True

        run_as("root", story)

    def test_the_owner_of_a_clone_and_root_share_one_server(self, clone: Path) -> None:
        os.chown(clone, NOBODY.pw_uid, NOBODY.pw_gid)

        run_as("root", lambda: cluster_in(clone).start() and remember(cluster_in(clone), "港"))
        run_as("plain user", lambda: remember(cluster_in(clone), "湾"))
        run_as("plain user", lambda: cluster_in(clone).stop())
        run_as("plain user", lambda: cluster_in(clone).start() or pytest.fail("was running"))

        assert memory(cluster_in(clone)) == ["港", "湾"]

    def test_somebody_elses_data_is_refused(self, clone: Path) -> None:
        run_as("root", lambda: cluster_in(clone).start() or pytest.fail("was running"))

        def story() -> None:
            with pytest.raises(FolderUnusable, match="だけのものではありません"):
                cluster_in(clone).start()

        run_as("plain user", story)

    @pytest.mark.parametrize(("mode", "reached"), [(0o755, True), (0o711, True), (0o750, False), (0o700, False)])
    def test_reach_follows_the_permission_bits(self, closed: Path, mode: int, reached: bool) -> None:
        closed.parent.chmod(mode)

        assert Account(NOBODY.pw_uid, NOBODY.pw_gid).reaches(closed) is reached
