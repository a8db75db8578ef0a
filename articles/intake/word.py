"""Word (.docx) → its paragraphs; a table's rows with tabs between cells. Other ZIP files are told apart and refused."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib

from lxml import etree

from articles.intake import xml
from articles.intake.formats import FormatUnread
from articles.intake.page import Page
from articles.intake.rewriting import superscript

PART_MAX_BYTES = 20_000_000  # of one member, unpacked
MEMBERS = 5_000
DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError),
    *(NotImplementedError, RuntimeError),  # another compression, and a password
)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_TITLE = ("title", "表題")
_KINDS = (("xl/", "sheet"), ("ppt/", "slides"), ("META-INF/container.xml", "epub"), ("content.xml", "opendocument"))


def read(data: bytes) -> Page:
    """Raises FormatUnread."""
    root = _document(data)
    lines: list[str] = []
    title = ""
    for paragraph in root.iter(f"{_W}p", f"{_STRICT}p"):
        words = _words(paragraph)
        if not title and words and _style(paragraph) in _TITLE:
            title = words
        if words or (lines and lines[-1]):
            lines.append(words)
    if not any(lines):
        raise FormatUnread("docx_empty")
    return Page(title=title, text="\n".join(lines).strip("\n") + "\n")


def _document(data: bytes) -> etree._Element:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return xml.parse_bytes(_member(archive, _kind(archive)))
    except DAMAGED as error:
        raise FormatUnread("docx_broken") from error


def _kind(archive: zipfile.ZipFile) -> str:
    """The name of the document's part."""
    names = archive.namelist()
    if len(names) > MEMBERS:
        raise FormatUnread("docx_broken")
    if "word/document.xml" in names:
        return "word/document.xml"
    found = next((kind for mark, kind in _KINDS if any(name.startswith(mark) for name in names)), "zip")
    raise FormatUnread(found)


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        content = part.read(PART_MAX_BYTES + 1)
    if len(content) > PART_MAX_BYTES:
        raise FormatUnread("docx_broken")
    return content


def _words(paragraph: etree._Element) -> str:
    """Without what was deleted in tracked changes, hidden instructions of fields, and readings (ruby)."""
    found: list[str] = []
    for element in paragraph.iter():
        name = xml.name(element)
        if name == "t" and _is_shown(element, paragraph):
            found.append(_raised(element))
        elif name == "tab" and xml.name(element.getparent()) == "r":
            found.append("\t")
        elif name in ("br", "cr"):
            found.append("\n")
    return "".join(found).strip()


def _is_shown(element: etree._Element, paragraph: etree._Element) -> bool:
    """Whether a run belongs to this paragraph and not to a text box in it, and is no reading."""
    for above in element.iterancestors():
        if above is paragraph:
            return True
        if xml.name(above) in ("p", "rt", "del", "Fallback"):
            return False
    return False


def _raised(element: etree._Element) -> str:
    """10³ where the run is raised; 103 would be another number."""
    words = element.text or ""
    raised = element.getparent().find("./{*}rPr/{*}vertAlign")
    is_raised = raised is not None and "superscript" in raised.attrib.values()
    return superscript(words) if is_raised else words


def _style(paragraph: etree._Element) -> str:
    style = paragraph.find("./{*}pPr/{*}pStyle")
    return next(iter(style.attrib.values()), "").lower() if style is not None else ""
