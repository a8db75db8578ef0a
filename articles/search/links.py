"""One key for all addresses of one page: what a shared link has and the article's own has not is dropped."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

MAX_LINK = 2000  # code points, as long as the desk keeps one

_SIGNS = r"[^\s<>\"'「」『』（）()【】、。，！？]"
_LINK = re.compile(
    # Without its scheme an address is told by its host and the slash after it: news.example/1
    rf"https?://{_SIGNS}{{1,2000}}|(?<![a-z0-9_@./:-])(?:[a-z0-9-]{{1,63}}\.){{1,8}}[a-z]{{2,24}}/{_SIGNS}{{1,2000}}",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{0,20}:", re.IGNORECASE)
# What campaigns, networks and mail add to a link. Anything else may choose the article, so it stays.
_TRACKING = re.compile(
    r"utm_\w*|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|srsltid|mc_[ce]id"
    r"|_ga|_gl|ref_src|ref_url|cmpid|cxrecs_s|amp|amp_\w*",
    re.IGNORECASE,
)
_AMP_CACHE = re.compile(r"(?:[\w-]+\.)*cdn\.ampproject\.org/(?:c|v|wp)/(?:s/)?(?=.)")
_AMP_VIEWER = re.compile(r"(?:www\.)?google\.[a-z.]{2,6}/amp/(?:s/)?(?=.)")
_SAME_HOSTS = {"twitter.com": "x.com", "mobile.twitter.com": "x.com", "mobile.x.com": "x.com"}
_PLAIN = "/-._~!$&'()*+,;=:@"  # what a path may hold unescaped


def links_in(text: str) -> list[str]:
    """Web addresses in the order of the text."""
    return [found[0] for found in _LINK.finditer(text)]


def without_links(text: str) -> str:
    """As long as `text`, so that offsets stay."""
    return _LINK.sub(lambda found: " " * len(found[0]), text)


def is_link(text: str) -> bool:
    """Whether somebody pasted an address and nothing else."""
    return _LINK.fullmatch(text.strip()) is not None


def link_key(url: str) -> str:
    """Equal for two addresses of one page; "" where `url` is no web address.

    Scheme, www. and m., the AMP form, a slash at the end, tracking parameters, their order and the fragment do not count. An address wholly in capitals is read in small letters.
    """
    given = url.strip()[:MAX_LINK]
    given = given.lower() if given.isupper() else given
    if not _SCHEME.match(given) and is_link(given):
        given = f"https://{given}"
    stripped = _without_amp_host(given)
    try:
        parts = urlsplit(stripped)
        host, port = parts.hostname or "", parts.port
    except ValueError:  # brackets or a port that are none
        return ""
    if parts.scheme not in ("http", "https") or not host or not parts.path.isprintable():
        return ""
    shown_port = f":{port}" if port not in (None, 80, 443) else ""
    query = _query(parts.query)
    return f"{_host(host)}{shown_port}{_path(parts.path)}{f'?{query}' if query else ''}"


def _without_amp_host(url: str) -> str:
    """The address behind an AMP cache's."""
    bare = re.sub(r"^https?://", "", url, flags=re.IGNORECASE)
    for shape in (_AMP_CACHE, _AMP_VIEWER):
        if found := shape.match(bare):
            return f"https://{bare[found.end() :]}"
    return url


def _host(host: str) -> str:
    for prefix in ("www.", "amp.", "m."):
        rest = host.removeprefix(prefix)
        host = rest if "." in rest else host
    host = _SAME_HOSTS.get(host, host).rstrip(".")
    try:
        return host.encode("idna").decode()
    except UnicodeError:  # a label that is empty or too long
        return host


def _path(path: str) -> str:
    """Escaped in one way, without the marks of an AMP page and the slash at the end."""
    plain = quote(unquote(path), safe=_PLAIN).rstrip("/")
    plain = re.sub(r"^/amp(?=/.)", "", plain)
    return re.sub(r"(?<=.)/amp$|\.amp(?=(?:\.html)?$)", "", plain)


def _query(query: str) -> str:
    kept = [
        (name, value)
        for name, value in parse_qsl(query, keep_blank_values=True)
        if not _TRACKING.fullmatch(name) and (name.lower(), value) != ("outputtype", "amp")
    ]
    return urlencode(sorted(kept))
