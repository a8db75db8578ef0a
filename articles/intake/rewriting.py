"""What HTML says by elements and plain text by characters: powers, readings of kanji, captions, blocks."""

from __future__ import annotations

from itertools import islice

from lxml.html import HtmlElement

SUPERSCRIPTS = str.maketrans("0123456789+-−n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ")
LONGEST_POWER = 4  # characters: 10⁻¹²
LONGEST_CAPTION = 200  # characters
WRAPPERS = 3  # elements around a caption
CAPTION_MARKS = ("写真", "【写真", "（写真", "画像", "動画", "図", "表", "資料")
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "title",
        "tr",
        "ul",
    ]
)
UNSEEN = frozenset(["script", "style", "noscript", "template", "head", "textarea", "select", "iframe", "object", "svg"])


def rewrite(tree: HtmlElement) -> None:
    """In place: 10<sup>3</sup> becomes 10³ and not 103, readings (rt) go, a caption says that it is one."""
    for element in list(tree.iter("rt", "rp")):
        element.drop_tree()
    for element in list(tree.iter("sup")):
        element.text = _raised(element)
        element[:] = []
    for figure in list(tree.iter("figure")):
        figure.tag = "div"
    for element in list(tree.iter("figcaption", "p", "div", "span", "dd")):
        if element.tag == "figcaption" or _is_caption(element):
            _mark_caption(element)


def _is_caption(element: HtmlElement) -> bool:
    """Whether a class calls it one: wp-caption-text, photo_caption; and it is no more than that."""
    if "caption" not in (element.get("class") or "").lower() or len(element.findall(".//p")) > 1:
        return False
    return 0 < len("".join(element.itertext()).strip()) <= LONGEST_CAPTION and not element.findall(".//img")


def _raised(element: HtmlElement) -> str:
    """3 as ³; a letter behind a digit as ^n; anything else, as [1] of a note, as it stands."""
    words = "".join(element.itertext())
    power = words.strip()
    if (raised := superscript(power)) != power:
        return raised
    is_letter = len(power) == 1 and power.isascii() and power.isalpha()
    return f"^{power}" if is_letter and _before(element)[-1:].isdigit() else words


def superscript(power: str) -> str:
    """³ for 3; unchanged where a sign has no raised form, or for more than a power has."""
    is_power = len(power) <= LONGEST_POWER and all(ord(character) in SUPERSCRIPTS for character in power)
    return power.translate(SUPERSCRIPTS) if is_power else power


def _before(element: HtmlElement) -> str:
    previous = element.getprevious()
    if previous is not None:
        return previous.tail or ""
    parent = element.getparent()
    return (parent.text or "") if parent is not None else ""


def _mark_caption(element: HtmlElement) -> None:
    """A paragraph of its own that begins with 写真＝, as newspapers write it and the extraction knows it."""
    words = " ".join("".join(element.itertext()).split())
    tail = element.tail
    element.clear()
    element.tail, element.tag = tail, "p"
    for around in islice(element.iterancestors(), WRAPPERS):  # a caption's class makes trafilatura drop what is within
        if "caption" in (around.get("class") or "").lower():
            del around.attrib["class"]
    if words:
        element.text = words if words.startswith(CAPTION_MARKS) else f"写真＝{words}"


def lines(tree: HtmlElement) -> str:
    """All that is seen of a tree, a line a block."""
    found: list[list[str]] = [[]]
    _walk(tree, found)
    return "\n".join(line for pieces in found if (line := " ".join("".join(pieces).split())))


def _walk(tree: HtmlElement, found: list[list[str]]) -> None:
    """Without recursion: depth is the parser's to bound, not Python's."""
    pending: list[tuple[HtmlElement, bool]] = [(tree, True)]
    while pending:
        element, opens = pending.pop()
        tag = element.tag if isinstance(element.tag, str) else "script"
        if tag in BLOCKS or tag == "br":
            found.append([])
        if not opens:
            _add(found, element.tail)
            continue
        pending.append((element, False))
        if tag not in UNSEEN:
            _add(found, element.text)
            pending += [(child, True) for child in reversed(element)]


def _add(found: list[list[str]], words: str | None) -> None:
    if words:
        found[-1].append(words)
