"""A real nginx with the configuration that is shipped: only addresses, certificates and folders are replaced."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SHIPPED = Path(__file__).resolve().parent.parent / "deploy" / "nginx"
STOP_SECONDS = 20
MAIN = """\
daemon off;
master_process on;
worker_processes 2;
user root;
pid {folder}/nginx.pid;
error_log {folder}/error.log notice;
events {{ worker_connections 4096; }}
http {{
    include /etc/nginx/mime.types;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include factcheck/factcheck.conf;
}}
"""


@contextmanager
def proxy(
    folder: Path, *, port: int, readers: int, desk: int, release: Path, redirect: int | None = None
) -> Iterator[None]:
    """nginx on `port` of the loopback before the pools on these ports; `release` holds staticfiles/ and deploy/nginx/.

    On the port `redirect` it answers as on port 80, where one is given.
    """
    write_configuration(folder, port=port, readers=readers, desk=desk, release=release)
    (folder / "factcheck" / "redirect.conf").write_text(_redirect(folder, redirect) if redirect else "")
    command = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    subprocess.run([*command, "-t", "-q"], check=True)
    process = subprocess.Popen(command)
    try:
        _wait_for(folder / "nginx.pid", process)
        yield
    finally:
        process.terminate()
        process.wait(STOP_SECONDS)


def write_configuration(folder: Path, *, port: int, readers: int, desk: int, release: Path) -> None:
    place = _replaced(
        SHIPPED / "place.conf",
        {
            "unix:/run/factcheck/readers.sock": f"127.0.0.1:{readers}",
            "unix:/run/factcheck/desk.sock": f"127.0.0.1:{desk}",
            "/var/cache/nginx/factcheck": str(folder / "cache"),
        },
    )
    listen = _replaced(
        SHIPPED / "listen.conf",
        {
            "listen 443 ssl http2;": f"listen 127.0.0.1:{port};",
            "listen [::]:443 ssl http2;\n": "",
            "server_name factcheck.example;": "server_name 127.0.0.1;",
            "ssl_certificate /etc/ssl/factcheck.example/fullchain.pem;\n": "",
            "ssl_certificate_key /etc/ssl/factcheck.example/privkey.pem;\n": "",
            "/var/log/nginx/factcheck.log": str(folder / "access.log"),
            "/var/log/nginx/factcheck-error.log": str(folder / "factcheck-error.log"),
            "/srv/factcheck": str(release),
        },
    )
    parts = folder / "factcheck"
    parts.mkdir()
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder))
    (parts / "place.conf").write_text(place)
    (parts / "listen.conf").write_text(listen)
    (parts / "factcheck.conf").symlink_to(SHIPPED / "factcheck.conf")


def _redirect(folder: Path, port: int) -> str:
    return _replaced(
        SHIPPED / "redirect.conf",
        {
            "listen 80;": f"listen 127.0.0.1:{port};",
            "    listen [::]:80;\n": "",
            "/var/log/nginx/factcheck-error.log": str(folder / "factcheck-error.log"),
            "/var/www/factcheck": str(folder / "acme"),
        },
    )


def _replaced(file: Path, words: dict[str, str]) -> str:
    text = file.read_text(encoding="utf-8")
    for shipped, ours in words.items():
        assert text.count(shipped) == 1, (file.name, shipped)
        text = text.replace(shipped, ours)
    return text


def _wait_for(pid_file: Path, process: subprocess.Popen[bytes]) -> None:
    while not (pid_file.exists() and pid_file.read_text().strip()):
        assert process.poll() is None, "nginx ended by itself"
        time.sleep(0.02)
