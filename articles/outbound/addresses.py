"""Which addresses this app may call, when somebody else chooses where they point.

Judged twice: a URL when it is typed, and the IP address it leads to at the moment of connecting (`posting.py`), because a
name may answer something else by then.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Collection
from typing import NamedTuple
from urllib.parse import urlsplit

from django.utils.encoding import iri_to_uri
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LONGEST_URL = 1_000
OPEN_INTERNET = ipaddress.ip_network("2000::/3")  # all of IPv6 that is given out: no NAT64, no IPv4 in disguise
INSIDE = tuple(
    map(
        ipaddress.ip_network,
        (
            *("2001::/23", "2002::/16"),  # Teredo, 6to4 and the like: they lead to an address of IPv4
            *("2001:db8::/32", "3fff::/20"),  # examples
            *("192.0.0.0/24", "192.88.99.0/24"),  # protocols, a cloud's metadata among them; relays of 6to4
            "168.63.129.16/32",  # looks public: a cloud's own agent, seen from its machines
        ),
    )
)
"""What `is_global` of one Python or another takes for the open internet."""
NOT_IN_A_URL = re.compile(r"[\x00-\x20\x7f\\]")
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")


class AddressRefused(Exception):
    """Why a URL is not called, in words that hold nothing of it: it may be a password."""

    def __init__(self, message: str | Promise) -> None:
        self.message = message
        super().__init__(message)

    def __str__(self) -> str:
        return str(self.message)


class Target(NamedTuple):
    """A URL that was read once: whoever connects does not parse it again. `is_local` only where it was allowed."""

    scheme: str
    host: str
    port: int
    path: str
    is_local: bool

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = {"https": 443, "http": 80}[self.scheme]
        return f"{self.scheme}://{host}{'' if self.port == usual else f':{self.port}'}{self.path}"


def target_of(url: str, *, ports: Collection[int] | None = None, may_be_local: bool = False) -> Target:
    """`ports` are those allowed, None any. `may_be_local`: http to this machine, for demo and development. Raises AddressRefused."""
    if len(url) > LONGEST_URL or NOT_IN_A_URL.search(url):
        raise AddressRefused(_("URL に使えない文字があるか、長すぎます。"))
    try:
        parts = urlsplit(url)
        host, port = _ascii(parts.hostname or ""), parts.port
    except ValueError as error:
        raise AddressRefused(_("URL の形になっていません。")) from error
    if parts.username is not None or parts.password is not None:
        raise AddressRefused(_("URL にユーザー名やパスワードを入れないでください。"))
    is_local = may_be_local and host in LOOPBACK_NAMES and parts.scheme == "http"
    if port is None:
        port = 80 if is_local else 443
    if not is_local:
        _refuse_outside_the_rules(parts.scheme, host, port, ports)
    path = iri_to_uri(f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}")
    return Target(parts.scheme, host, port, path, is_local)


def _refuse_outside_the_rules(scheme: str, host: str, port: int, ports: Collection[int] | None) -> None:
    if scheme != "https" or not host:
        raise AddressRefused(_("URL は https:// で始めてください。"))
    if ports is not None and port not in ports:
        raise AddressRefused(_("このポートへは送れません。"))


def refuse_inside(target: Target) -> None:
    """What can be seen to lie inside without looking it up: so that whoever types it is told. Raises AddressRefused."""
    found = _literal(target.host)
    name = target.host.rstrip(".")
    is_named = name == "localhost" or name.endswith(".localhost")
    if not target.is_local and (is_named or (found is not None and not is_public(found))):
        raise AddressRefused(_("外から見えないところを指す URL へは送れません。"))


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet."""
    found = ipaddress.ip_address(address)
    is_out = found.version == 4 or found in OPEN_INTERNET
    return is_out and found.is_global and not found.is_multicast and not any(found in network for network in INSIDE)


def is_loopback(address: str) -> bool:
    return ipaddress.ip_address(address).is_loopback


def _ascii(host: str) -> str:
    """As it is looked up: full width folded, Japanese in Punycode. Raises ValueError."""
    if ":" in host:
        return str(ipaddress.IPv6Address(host))
    return host.encode("idna").decode().lower()


def _literal(host: str) -> str | None:
    """The address that a host is, in any way of writing it: 127.1 and 0x7f000001 are addresses too."""
    if ":" in host:
        return host
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return None
