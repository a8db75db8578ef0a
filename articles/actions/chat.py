"""A line to the newsroom's chat, by a webhook that takes Slack's form.

The address is a setting, and still a door to the inside of a network if somebody else may choose where its name points:
https only, no redirect, and the address is looked up once, judged, and the connection made to that very address.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import socket
import ssl
import threading
from collections.abc import Callable
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

CONNECT_SECONDS = 5
WHOLE_SECONDS = 15  # however slowly an answer drips
INSIDE_OTHERS = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")))
"""Addresses of IPv6 that hold one of IPv4."""


class NotAccepted(Exception):
    """Why a message was not taken, in words that hold no address: that of a webhook is a password."""


def say(url: str, text: str, *, is_allowed: Callable[[str], bool] | None = None, trusted: str | None = None) -> None:
    """Post a line. Raises NotAccepted for anything but an answer of 2xx.

    `is_allowed` and `trusted`, a file of certificates, are for tests, whose server is on this machine.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or parts.username is not None:
        raise NotAccepted(_("webhook の住所は https でなければなりません。"))
    connection = _Guarded(parts.hostname, parts.port or 443, is_allowed or is_public, trusted)
    watch = threading.Timer(WHOLE_SECONDS, connection.cut)
    watch.start()
    try:
        target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        body = json.dumps({"text": text}).encode()
        connection.request("POST", target, body, {"Content-Type": "application/json", "User-Agent": "factcheck-desk"})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise NotAccepted(_("つながりませんでした（%(error)s）。") % {"error": type(error).__name__}) from error
    finally:
        watch.cancel()
        connection.close()
    if not 200 <= status < 300:
        raise NotAccepted(_("相手が受け取りませんでした（HTTP %(status)s）。") % {"status": status})


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet."""
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        elif any(found in network for network in INSIDE_OTHERS):
            return False
    return found.is_global and not found.is_multicast


class _Guarded(http.client.HTTPSConnection):
    """Connects to an address it has judged: a second look-up might answer another one."""

    def __init__(self, host: str, port: int, is_allowed: Callable[[str], bool], trusted: str | None) -> None:
        super().__init__(host, port, timeout=CONNECT_SECONDS)
        self._is_allowed = is_allowed
        self._security = ssl.create_default_context(cafile=trusted)

    def connect(self) -> None:
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        addresses = [str(row[4][0]) for row in found]
        if not all(map(self._is_allowed, addresses)):
            raise NotAccepted(_("webhook の住所が、外から見えないところを指しています。"))
        plain = socket.create_connection((addresses[0], self.port), timeout=CONNECT_SECONDS)
        self.sock = plain
        self.sock = self._security.wrap_socket(plain, server_hostname=self.host)

    def cut(self) -> None:
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:  # it was closed in the same moment
                return
