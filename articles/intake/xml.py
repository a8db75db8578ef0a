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
    """Raises FormatUnread, also for more than 256 elements within each other."""
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise FormatUnread("broken_xml") from error


def name(element: etree._Element) -> str:
    """Without its namespace."""
    return str(element.tag).rpartition("}")[2]


def words(element: etree._Element | None) -> str:
    return "" if element is None else "".join(element.itertext()).strip()
