"""XML of others, parsed without entities, declarations and network."""

from __future__ import annotations

from lxml import etree

from articles.intake import markup
from articles.intake.formats import FormatUnread


def parse(text: str) -> etree._Element:
    """Raises FormatUnread."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise FormatUnread("doctype")
    markup.check(text)
    text = text.lstrip("\ufeff \t\r\n")
    body = text[text.find("?>") + 2 :] if text.startswith("<?xml") else text  # it was decoded, whatever it declares
    return parse_bytes(body.encode("utf-8", "surrogatepass"))


def parse_bytes(data: bytes) -> etree._Element:
    """Raises FormatUnread, also for more than 256 elements within each other, and for declarations in any encoding."""
    bare = data.replace(b"\0", b"")  # UTF-16 and UTF-32
    if b"<!DOCTYPE" in bare or b"<!ENTITY" in bare:
        raise FormatUnread("doctype")
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise FormatUnread("broken_xml") from error
    if root.getroottree().docinfo.internalDTD is not None:  # behind an encoding that only the parser knows
        raise FormatUnread("doctype")
    return root


def name(element: etree._Element) -> str:
    """Without its namespace."""
    return str(element.tag).rpartition("}")[2]


def words(element: etree._Element | None) -> str:
    return "" if element is None else "".join(element.itertext()).strip()
