"""Files that were made to hold a reader: one unit repeated to a given number of characters, in each container."""

from __future__ import annotations

from collections.abc import Callable

UNITS = {
    "comments": "<!---->",
    "open comments": "<!--",
    "comment spaces": "<!-- --> ",
    "processing instructions": "<?a?>",
    "paragraphs": "<p>あ。</p>",
    "open paragraphs": "<p>",
    "blocks": "<div><p>あ</p></div>",
    "depth": "<div>",
    "inline depth": "<b>",
    "tables": "<table><tr><td>",
    "lists": "<ul><li>",
    "links": "<a href=x>あ</a>",
    "superscripts": "<sup>3</sup>",
    "captions": "<figure><figcaption>あ</figcaption></figure>",
    "caption classes": "<div class=caption>",
    "readings": "<ruby>港<rt>みなと</rt></ruby>",
    "scripts": '<script type="application/ld+json">[',
    "scripts closed": '<script type="application/ld+json">{}</script>',
    "metas": "<meta name=a content=b>",
    "times": "<time datetime=1>",
    "titles": "<title>| ",
    "breaks": "<br>",
    "closing": "</p>",
    "entities": "&amp;",
    "open entities": "&a",
    "numbered entities": "&#1;",
    "spaces": " ",
    "full-width spaces": "　",
    "line ends": "\n",
    "carriage returns": "\r",
    "tabs": "\t",
    "less": "<",
    "greater": ">",
    "less and space": "< ",
    "quotes": '"',
    "single quotes": "'",
    "open tags with quotes": '<p "',
    "brackets": "[",
    "curly brackets": "{",
    "objects": '{"a":',
    "brackets in brackets": "（「",
    "digits": "1",
    "full-width digits": "１",
    "times of subtitles": "00:00:01,000 --> 00:00:02,000\n",
    "half times": "00:00:01,000 -->",
    "colons": ":",
    "numbers on lines": "1\n",
    "voices": "<v a",
    "cue tags": "<c.a",
    "braces": "{\\",
    "commas": ",",
    "rows": "a,b\n",
    "header-like": "A:\n",
    "encoded words": "=?a?b?x",
    "encoded words of Japanese": "=?UTF-8?B?5biC?= ",
    "semicolons": ";",
    "parameters": 'a="b\\";',
    "equals": "=",
    "boundaries": "--b\n",
    "parts": "--b\nContent-Type: text/plain\n\nあ\n",
    "nested parts": "--b\nContent-Type: multipart/mixed; boundary=b\n\n",
    "escapes": "\x1b$B",
    "escapes to ASCII": "\x1b(B",
    "lost escapes": "$B",
    "shifts": "\x0e",
    "slashes": "/",
    "ampersands": "&",
    "hyphens": "-",
    "arrows": "-->",
    "plain": "市は来館者が２倍に増えたと発表した。",
    "one sentence": "あ",
}

MAIL = "From: a@minato.example\nTo: b@minato.example\nSubject: {subject}\nMIME-Version: 1.0\nContent-Type: {type}\n{more}\n\n{body}\n"


def _mail(subject: str = "x", type: str = "text/plain; charset=utf-8", more: str = "X: y", body: str = "あ") -> str:
    return MAIL.format(subject=subject, type=type, more=more, body=body)


CONTAINERS: dict[str, Callable[[str], str]] = {
    "text": lambda fill: fill,
    "text after a line": lambda fill: f"市の発表\n{fill}",
    "page": lambda fill: f"<html><body>{fill}",
    "page's paragraph": lambda fill: (
        f"<!doctype html><html><body><article><p>市は{fill}と発表した。</p></article></body></html>"
    ),
    "page's head": lambda fill: f"<html><head>{fill}</head><body><p>市は発表した。</p></body></html>",
    "page's tag": lambda fill: f"<html><body><p {fill}>市は発表した。</p>",
    "page's title": lambda fill: f"<html><head><title>{fill}</title></head><body><p>市は発表した。</p>",
    "page's JSON-LD": lambda fill: (
        f'<html><head><script type="application/ld+json">{fill}</script></head><body><p>市は'
    ),
    "page's JSON-LD string": lambda fill: (
        f'<html><script type="application/ld+json">{{"@type":"Article","headline":"{fill}"}}</script>'
    ),
    "before a page": lambda fill: f"{fill}<html><body><p>市は発表した。</p></body></html>",
    "fragment": lambda fill: f"<p>{fill}</p>",
    "feed": lambda fill: (
        f"<rss><channel><item><title>x</title><description>{fill}</description></item></channel></rss>"
    ),
    "feed's data": lambda fill: (
        f"<rss><channel><item><description><![CDATA[{fill}]]></description></item></channel></rss>"
    ),
    "XML's tag": lambda fill: f"<data {fill}><speechRecord/></data>",
    "minutes": lambda fill: '{"speechRecord":[{"speaker":"森","speech":"' + fill + '"}]}',
    "JSON": lambda fill: "{" + fill + "}",
    "subtitles": lambda fill: f"WEBVTT\n\n00:01.000 --> 00:02.000\n{fill}",
    "table": lambda fill: f"id,text\n1,{fill}\n2,あ",
    "mail": lambda fill: _mail(body=fill),
    "mail's subject": lambda fill: _mail(subject=fill),
    "mail's headers": lambda fill: _mail(more=f"X: {fill}"),
    "mail's type": lambda fill: _mail(type=f"text/plain; {fill}"),
    "mail's parts": lambda fill: _mail(type="multipart/mixed; boundary=b", body=fill),
    "mail's base64": lambda fill: _mail(more="Content-Transfer-Encoding: base64", body=fill),
    "mail's quoted-printable": lambda fill: _mail(more="Content-Transfer-Encoding: quoted-printable", body=fill),
    "mail's HTML": lambda fill: _mail(type="text/html", body=fill),
}


def filled(unit: str, characters: int) -> str:
    return (unit * (characters // len(unit) + 1))[:characters]


def attributes(characters: int) -> str:
    """Attributes of one tag, each with a name of its own: looking for one among the others is what takes time."""
    found = "".join(f" a{number}=1" for number in range(characters // 5))
    return found[:characters]
