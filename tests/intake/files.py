"""Files as newsrooms have them, made anew: encodings × containers × shapes of pages. All people and places are invented."""

from __future__ import annotations

import base64
import io
import json
import quopri
import zipfile
from collections.abc import Callable
from typing import NamedTuple

from articles.intake.page import Page

TITLE = "図書館の来館者が倍増"
SPOKEN = ("みなと市の予算は12億円です", "来館者は前年の２倍に増えました")
LINES = (
    "みなと市は１日、市立図書館の来館者が前年度の２倍に増えたと発表した。",
    "古賀市長は「県内で最も多い」と述べ、来年度に3億円をかけて建て替える方針を示した。",
)
TEXT = "\n".join(LINES) + "\n"
WINDOWS = "①費用は5～8億円、㈱みなとは－2％、担当は髙橋。ﾃﾞｰﾀは未公表。\n"


class File(NamedTuple):
    name: str
    content: bytes
    page: Page


def windows_jis(text: str) -> bytes:
    """ISO-2022-JP as Windows' mail writes it (CP50221): each character behind its own escape."""
    found = b""
    for character in text:
        spelt = character.encode("cp932")
        if len(spelt) == 2:
            lead, trail = spelt[0] - (0x81 if spelt[0] < 0xA0 else 0xC1), spelt[1]
            row = lead * 2 + 0x21 + (trail >= 0x9F)
            cell = trail - (0x7E if trail >= 0x9F else 0x1F if trail < 0x80 else 0x20)
            found += b"\x1b$B" + bytes((row, cell))
        elif spelt[0] >= 0x80:
            found += b"\x1b(I" + bytes((spelt[0] & 0x7F,))
        else:
            found += b"\x1b(B" + spelt
    return found + b"\x1b(B"


ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "UTF-8": lambda text: text.encode(),
    "UTF-8 with mark": lambda text: text.encode("utf-8-sig"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "Shift_JIS": lambda text: text.encode("cp932"),
    "EUC-JP": lambda text: text.encode("euc_jp"),
    "ISO-2022-JP": lambda text: text.encode("iso2022_jp"),
    "ISO-2022-JP of Windows": windows_jis,
}


def page_markup(*, head: str = "", body: str = "") -> str:
    paragraphs = "".join(f"<p>{line}</p>" for line in LINES)
    return (
        f'<!DOCTYPE html><html lang="ja"><head><title>{TITLE}｜みなと新報</title>{head}</head><body>'
        f'<nav><a href="/">トップ</a></nav><article><h1>{TITLE}</h1>{body}{paragraphs}</article>'
        '<aside><a href="/2">水道料金を値上げへ</a></aside></body></html>'
    )


ARTICLE = f"{TITLE}\n{TEXT}".rstrip("\n")
SRT = f"1\n00:00:01,000 --> 00:00:04,200\n<i>{SPOKEN[0]}</i>\n\n2\n00:00:04,200 --> 00:00:08,900\n{SPOKEN[1][:6]}\n{SPOKEN[1][6:]}\n"
VTT = f"WEBVTT\n\nNOTE 自動作成\n\n00:01.000 --> 00:04.200 align:start\n<v 古賀>{SPOKEN[0]}</v>\n\n00:04.200 --> 00:08.900\n- {SPOKEN[1]}\n"
CSV = f'番号,日時,ユーザー,本文\n1,2026-03-01,みなと,"{LINES[0]}\n続き、""引用""も。"\n2,2026-03-02,うみ,{SPOKEN[1]}\n'
TSV = f"id\ttext\n1\t{LINES[0]}\n2\t{SPOKEN[1]}\n"

SHAPES: dict[str, tuple[str, Page]] = {
    "text": (TEXT, Page("", TEXT)),
    "page": (page_markup(), Page(TITLE, ARTICLE)),
    "fragment": (f"<article><h2>{TITLE}</h2><p>{LINES[0]}<br>{LINES[1]}</p></article>", Page("", ARTICLE)),
    "SRT": (SRT, Page("", "\n".join(SPOKEN) + "\n", "transcript")),
    "VTT": (VTT, Page("", f"古賀：{SPOKEN[0]}\n- {SPOKEN[1]}\n", "transcript")),
    "CSV": (CSV, Page("", f'みなと：{LINES[0]}\n続き、"引用"も。\n\nうみ：{SPOKEN[1]}\n')),
    "TSV": (TSV, Page("", f"{LINES[0]}\n\n{SPOKEN[1]}\n")),
}


def encoded_shapes() -> list[File]:
    return [
        File(f"{shape} in {encoding}", encode(text), page)
        for shape, (text, page) in SHAPES.items()
        for encoding, encode in ENCODINGS.items()
    ]


def windows_texts() -> list[File]:
    encodings: dict[str, Callable[[str], bytes]] = {
        "Shift_JIS": lambda text: text.encode("cp932"),
        "ISO-2022-JP of Windows": windows_jis,
        "EUC-JP of Windows": windows_euc,
    }
    return [
        File(f"Windows' characters in {name}", encode(WINDOWS), Page("", WINDOWS)) for name, encode in encodings.items()
    ]


def windows_euc(text: str) -> bytes:
    """CP51932: the rows and cells of CP50221 with the eighth bit, half-width katakana behind 0x8E."""
    found = b""
    for piece in windows_jis(text).split(b"\x1b")[1:]:
        if piece.startswith(b"$B"):
            found += bytes(byte | 0x80 for byte in piece[2:])
        elif piece.startswith(b"(I"):
            found += b"\x8e" + bytes(byte | 0x80 for byte in piece[2:])
        else:
            found += piece[2:]
    return found


CHARSETS = {"utf-8": "utf-8", "iso-2022-jp": "iso2022_jp", "shift_jis": "cp932", "euc-jp": "euc_jp"}
DATE = "Sun, 01 Mar 2026 12:00:00 +0900"
SENT = "2026-03-01T12:00:00+09:00"


def mail(body: bytes, *, type: str, transfer: str = "8bit", subject: str | None = None) -> bytes:
    word = f"=?UTF-8?B?{base64.b64encode(TITLE.encode()).decode()}?=" if subject is None else subject
    head = f"From: koho@minato.example\r\nTo: desk@shimbun.example\r\nSubject: {word}\r\nDate: {DATE}\r\nMIME-Version: 1.0\r\n"
    head += f"Content-Type: {type}\r\nContent-Transfer-Encoding: {transfer}\r\n\r\n"
    return head.encode() + body


def transferred(body: bytes, transfer: str) -> bytes:
    if transfer == "base64":
        return base64.encodebytes(body)
    return quopri.encodestring(body) if transfer == "quoted-printable" else body


def mails() -> list[File]:
    letter = Page(TITLE, TEXT, published_at=SENT)
    plain = [
        File(
            f"mail in {charset}, {transfer}",
            mail(transferred(TEXT.encode(codec), transfer), type=f"text/plain; charset={charset}", transfer=transfer),
            letter,
        )
        for charset, codec in CHARSETS.items()
        for transfer in ("8bit", "base64", "quoted-printable")
    ]
    return [*plain, *_compound_mails(letter)]


def _compound_mails(letter: Page) -> list[File]:
    body = page_markup().encode()
    html_part = f"<html><body><p>{LINES[0]}</p><p>{LINES[1]}</p></body></html>".encode()
    subject = b"=?ISO-2022-JP?B?" + base64.b64encode(TITLE.encode("iso2022_jp")) + b"?="
    both = multipart("text/plain; charset=utf-8", TEXT.encode(), "text/html; charset=utf-8", html_part)
    attached = multipart(
        "text/plain; charset=utf-8", TEXT.encode(), 'text/plain; name="a.txt"\r\nContent-Disposition: attachment', b"x"
    )
    archive = "Snapshot-Content-Location: https://minato.example/news/1\r\n"
    return [
        File("mail with HTML beside", mail(both, type='multipart/alternative; boundary="b"'), letter),
        File("mail with an attachment", mail(attached, type='multipart/mixed; boundary="b"'), letter),
        File("mail of HTML only", mail(html_part, type="text/html; charset=utf-8"), letter),
        File("mail without its charset", mail(TEXT.encode("cp932"), type="text/plain"), letter),
        File("mail with a wrong charset", mail(TEXT.encode("cp932"), type="text/plain; charset=utf-8"), letter),
        File("mail with a JIS subject", mail(TEXT.encode(), type="text/plain", subject=subject.decode()), letter),
        File("mail with a bare subject", mail(TEXT.encode(), type="text/plain", subject=TITLE), letter),
        File(
            "MHTML in quoted-printable",
            archive.encode()
            + mail(
                multipart("text/html\r\nContent-Transfer-Encoding: quoted-printable", quopri.encodestring(body), "image/png", b"x"),
                type='multipart/related; type="text/html"; boundary="b"',
            ),
            Page(TITLE, ARTICLE, url="https://minato.example/news/1"),
        ),
        File(
            "MHTML in base64",
            archive.encode()
            + mail(
                multipart("text/html; charset=shift_jis\r\nContent-Transfer-Encoding: base64", base64.encodebytes(page_markup().encode("cp932")), "text/css", b"p{}"),
                type='multipart/related; type="text/html"; boundary="b"',
            ),
            Page(TITLE, ARTICLE, url="https://minato.example/news/1"),
        ),
    ]  # fmt: skip


def multipart(type: str, body: bytes, other_type: str, other: bytes) -> bytes:
    parts = (
        f"--b\r\nContent-Type: {kind}\r\n\r\n".encode() + part + b"\r\n"
        for kind, part in ((type, body), (other_type, other))
    )
    return b"This is a multi-part message.\r\n" + b"".join(parts) + b"--b--\r\n"


SPEECH = "○古賀委員　防衛費は五年間で四十三兆円です。\r\n　財源を伺います。"
RECORDS = (
    {"speechOrder": 0, "speaker": "会議録情報", "speech": "出席委員　古賀美咲君"},
    {"speechOrder": 1, "speaker": "古賀美咲", "speech": SPEECH, "speechURL": "https://kaigi.example/1/1"},
    {"speechOrder": 2, "speaker": "森健", "speech": "○国務大臣（森健君）　六割は国債であります。", "speechURL": "https://kaigi.example/1/2"},
)  # fmt: skip
MEETING = {"nameOfHouse": "衆議院", "nameOfMeeting": "予算委員会", "issue": "第3号", "date": "2026-03-01", "meetingURL": "https://kaigi.example/1"}  # fmt: skip
MINUTES = Page(
    "衆議院予算委員会 第3号 2026-03-01",
    "○古賀美咲委員　防衛費は五年間で四十三兆円です。\n　財源を伺います。\n\n○国務大臣（森健君）　六割は国債であります。\n",
    "proceedings",
    url="https://kaigi.example/1",
    published_at="2026-03-01",
)


def _xml(values: dict[str, object]) -> str:
    return "".join(f"<{key}>{str(value).replace('&', '&amp;')}</{key}>" for key, value in values.items())


def minutes() -> list[File]:
    speeches = [{**MEETING, **record} for record in RECORDS]
    nested = "".join(f"<speechRecord>{_xml(dict(record))}</speechRecord>" for record in RECORDS)
    flat = "".join(
        f"<record><recordData><speechRecord>{_xml(dict(s))}</speechRecord></recordData></record>" for s in speeches
    )
    xml = '<?xml version="1.0" encoding="UTF-8"?><data><numberOfRecords>1</numberOfRecords><records>{}</records></data>'
    meeting = f"<record><recordData><meetingRecord>{_xml(dict(MEETING))}{nested}</meetingRecord></recordData></record>"
    return [
        File("minutes, speeches in JSON", json.dumps({"speechRecord": speeches}, ensure_ascii=False).encode(), MINUTES),
        File(
            "minutes, meeting in JSON",
            json.dumps({"meetingRecord": [{**MEETING, "speechRecord": RECORDS}]}).encode(),
            MINUTES,
        ),
        File("minutes, speeches in XML", xml.format(flat).encode(), MINUTES),
        File("minutes, meeting in XML", xml.format(meeting).encode(), MINUTES),
    ]


def feeds() -> list[File]:
    item = f"<item><title>{TITLE}</title><link>https://minato.example/1</link><pubDate>{DATE}</pubDate><description>&lt;p&gt;{LINES[0]}&lt;/p&gt;</description></item>"
    other = f"<item><title>市の予算</title><description>{SPOKEN[0]}。</description></item>"
    rss = (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>みなと新報</title>{}</channel></rss>'
    )
    entry = f'<entry><title>{TITLE}</title><link href="https://minato.example/1"/><published>2026-03-01T12:00:00+09:00</published><content type="html">&lt;p&gt;{LINES[0]}&lt;/p&gt;</content></entry>'
    atom = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>みなと新報</title>{entry}</feed>'
    one = Page(TITLE, f"{TITLE}\n{LINES[0]}\n", outlet="みなと新報", url="https://minato.example/1", published_at=SENT)
    several = Page("みなと新報", f"{TITLE}\n{LINES[0]}\n\n市の予算\n{SPOKEN[0]}。\n", outlet="みなと新報")
    return [
        File("RSS of one item", rss.format(item).encode(), one),
        File("RSS of two items", rss.format(item + other).encode(), several),
        File("Atom of one entry", atom.encode(), one),
    ]


_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(body: str, *, name: str = "word/document.xml") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(name, f'<?xml version="1.0"?><w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>')
    return buffer.getvalue()


def _run(text: str, properties: str = "") -> str:
    return f"<w:r>{properties}<w:t>{text}</w:t></w:r>"


def words() -> list[File]:
    title = f'<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr>{_run(TITLE)}</w:p>'
    paragraphs = "".join(f"<w:p>{_run(line[:9])}{_run(line[9:])}</w:p>" for line in LINES)
    raised = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
    deleted = "<w:del><w:r><w:delText>消した文。</w:delText></w:r></w:del>"
    power = f"<w:p>{_run('10')}{_run('3', raised)}{_run('トン')}{deleted}</w:p>"
    return [
        File("Word", docx(title + paragraphs), Page(TITLE, f"{ARTICLE}\n")),
        File("Word with a power and tracked changes", docx(power), Page("", "10³トン\n")),
    ]


def escapes() -> list[File]:
    coloured = f"\x1b[1m{LINES[0]}\x1b[0m\n\x1b(B"
    ascii_only = "The council met.\x1b(B\n"
    return [
        File("UTF-8 of a terminal", coloured.encode(), Page("", coloured)),
        File("ASCII of a terminal", ascii_only.encode(), Page("", ascii_only)),
        File("UTF-16 without its mark", TEXT.encode("utf-16-le"), Page("", TEXT)),
    ]


def others() -> list[File]:
    """Kinds of which one encoding will do."""
    forwarded = f"--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: a\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{TEXT}--b--\r\n"
    flowed = f"{LINES[0][:10]} \r\n{LINES[0][10:]}\r\n"
    rolling = f"WEBVTT\nKind: captions\n\n00:00:00.000 --> 00:00:02.000 align:start\n \n{SPOKEN[0]}\n\n00:00:02.000 --> 00:00:04.000\n{SPOKEN[0]}\n<00:00:02.500><c>{SPOKEN[1]}</c>\n"
    saved = f"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\nContent-Location: https://minato.example/1\r\n\r\n{page_markup()}\r\n--b--\r\n"
    titles = f'<?xml version="1.0"?><rss><channel><title>みなと新報</title><item><title>{TITLE}</title></item></channel></rss>'
    return [
        File("mail forwarded", mail(forwarded.encode(), type="multipart/mixed; boundary=b"), Page(TITLE, TEXT, published_at=SENT)),
        File("mail with flowed lines", mail(flowed.encode(), type="text/plain; charset=utf-8; format=flowed; delsp=yes"), Page(TITLE, f"{LINES[0]}\n", published_at=SENT)),
        File("MHTML of Word", saved.encode(), Page(TITLE, ARTICLE, url="https://minato.example/1")),
        File("SBV", f"0:00:01.000,0:00:04.200\n{SPOKEN[0]}\n\n0:00:05.000,0:00:06.000\n古賀：{SPOKEN[1]}\n".encode(), Page("", f"{SPOKEN[0]}\n古賀：{SPOKEN[1]}\n", "transcript")),
        File("VTT that repeats lines", rolling.encode(), Page("", "\n".join(SPOKEN) + "\n", "transcript")),
        File("RSS of titles", titles.encode(), Page(TITLE, f"{TITLE}\n", outlet="みなと新報")),
        File("CSV with semicolons", f"id;text\n1;{SPOKEN[0]}\n".encode(), Page("", f"{SPOKEN[0]}\n")),
        File("CSV of posts", f'id,created_at,user,text\n1,2026-03-01,@minato,"{SPOKEN[0]}"\n'.encode(), Page("", f"@minato：{SPOKEN[0]}\n", "social_post")),
        File("lines with breaks", f"{LINES[0]}<br>\n{LINES[1]}<br />\n".encode(), Page("", TEXT.rstrip())),
        File("copied from a browser", f"<!--StartFragment--><div><p>{LINES[0]}</p></div><!--EndFragment-->".encode(), Page("", LINES[0])),
    ]  # fmt: skip


def damaged_mails() -> list[File]:
    """One damaged header costs that header."""
    letter = Page(TITLE, TEXT, published_at=SENT)
    plain = "text/plain; charset=utf-8"
    parts = multipart(plain, TEXT.encode(), "image/png", b"x")
    named = parts.replace(b"--b", "--あ".encode())
    return [
        File("mail with a damaged subject", mail(TEXT.encode(), type=plain, subject="=?utf-8?B?5Zuz5?="), letter._replace(title="")),
        File("mail with a Korean subject", mail(TEXT.encode(), type=plain, subject="=?EUC-KR?B?vcO0wg==?="), letter._replace(title="")),
        File("mail with a damaged charset", mail(TEXT.encode(), type="text/plain; charset*=x-none'; charset*0=utf-8"), letter),
        File("mail with another charset than it has", mail(TEXT.encode(), type="text/plain; charset=euc-kr"), letter),
        File("mail with an encoded boundary", mail(parts, type="multipart/mixed; boundary*=utf-8''b"), letter),
        File("mail with a Japanese boundary", mail(named, type="multipart/mixed; boundary*=utf-8''%E3%81%82"), letter),
    ]  # fmt: skip


def archived(content: bytes, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A Word file with these bytes for its document."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        archive.writestr("word/document.xml", content)
    return buffer.getvalue()


def declared(encoding: str) -> bytes:
    """A Word file whose document declares an entity, in one encoding."""
    declaration = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE d [<!ENTITY a "市">]>'
    body = f'<w:document xmlns:w="{_W}"><w:body><w:p><w:r><w:t>{TITLE}&a;</w:t></w:r></w:p></w:body></w:document>'
    return archived((declaration + body).encode(encoding))


def damaged_lzma() -> bytes:
    packed = bytearray(archived(f"<a>{TEXT * 50}</a>".encode(), zipfile.ZIP_LZMA))
    packed[80:100] = bytes(255 - byte for byte in packed[80:100])
    return bytes(packed)


KOREAN = "시는 도서관 이용자가 두 배로 늘었다고 발표했다.\n日本語の訳文もある。図書館が発表した。\n"
KANA_IN_CHINESE = "市は三日、山川の人口が二万人に上ったと言った。\n"  # kana, and kanji that GB 2312 has


READ = [
    *encoded_shapes(),
    *others(),
    *windows_texts(),
    *mails(),
    *minutes(),
    *feeds(),
    *words(),
    *escapes(),
    *damaged_mails(),
]

REFUSED: dict[str, tuple[bytes, str]] = {
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n", "PDFは読み込めません"),
    "PDF behind rubbish": (b"\n\n%PDF-1.4\n1 0 obj\n%%EOF", "PDFは読み込めません"),
    "old Word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "古い形式のWord"),
    "RTF": (b"{\\rtf1\\ansi \\'82\\'a0}", "RTF"),
    "Excel": (docx("", name="xl/workbook.xml"), "Excel"),
    "PowerPoint": (docx("", name="ppt/presentation.xml"), "PowerPoint"),
    "OpenDocument": (docx("", name="content.xml"), "OpenDocument"),
    "EPUB": (docx("", name="META-INF/container.xml"), "EPUB"),
    "ZIP": (docx("", name="a.txt"), "ZIP"),
    "Word cut off": (docx("<w:p/>")[:-40], "Wordのファイルが壊れている"),
    "Word without text": (docx("<w:p/>"), "Wordのファイルに本文がありません"),
    "gzip": (b"\x1f\x8b\x08\0\0\0\0\0", "ZIP"),
    "PNG": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "画像"),
    "JPEG": (b"\xff\xd8\xff\xe0\0\x10JFIF", "画像"),
    "MP4": (b"\0\0\0\x18ftypmp42" + bytes(40), "音声・動画"),
    "web archive": (b"bplist00\xd1\x01\x02", "ウェブアーカイブ"),
    "program": (b"\x7fELF\x02\x01\x01" + bytes(60), "文章のファイルではありません"),
    "JSON of others": ('[{"id": 1, "text": "市は発表した。"}]'.encode(), "JSONとして読めるのは"),
    "JSON lines": ('{"text": "市は発表した。"}\n{"text": "町も発表した。"}\n'.encode(), "import_archive"),
    "XML of others": ("<?xml version='1.0'?><NewsML><text>市は発表した。</text></NewsML>".encode(), "このXMLは読み込めません"),
    "XML with entities": (b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "b">]><rss>&a;</rss>', "文書型宣言"),
    "broken XML": ("<?xml version='1.0'?><rss><channel><item>市は".encode(), "XMLとして壊れています"),
    "feed without items": (b"<?xml version='1.0'?><rss><channel><title>x</title></channel></rss>", "RSS・Atomに記事の文章がありません"),
    "CSV of figures": ("年度,人口,世帯\n2024,31000,14000\n2025,30500,13900\n2026,29900,13800\n".encode(), "CSV・TSVに本文の列が見つかりません"),
    "CSV of quoted figures": ('項目,金額\n給食,"1,200"\n水道,"3,400"\n'.encode(), "CSV・TSVに本文の列が見つかりません"),
    "ASS": ("[Script Info]\nTitle: 会見\n".encode(), "SSA・ASS"),
    "comments": (b"<!---->" * 32, "記事の本文が見つかりません"),
    "CSV with an open quotation mark": ('id,text\n1,"市は発表した。\n'.encode(), "引用符が閉じていません"),
    "mail without a body": (mail(b"", type="text/plain"), "メールに本文がありません"),
    "subtitles without words": (b"WEBVTT\n\n00:01.000 --> 00:02.000\n\n", "字幕に発言がありません"),
    "UTF-8 read as Shift_JIS and saved": (TEXT.encode().decode("cp932", "replace").encode(), "文字化け"),
    "UTF-8 read as Latin-1 and saved": (TEXT.encode().decode("latin-1").encode(), "文字化け"),
    "Shift_JIS read as Latin-1 and saved": (TEXT.encode("cp932").decode("latin-1").encode(), "文字化け"),
    "EUC-JP read as Shift_JIS and saved": (TEXT.encode("euc_jp").decode("cp932", "replace").encode(), "文字化け"),
    "Shift_JIS read as UTF-8 and saved": (TEXT.encode("cp932").decode("utf-8", "replace").encode(), "文字化け"),
    "ISO-2022-JP without its escapes": (TEXT.encode("iso2022_jp").replace(b"\x1b", b""), "文字化け"),
    "Chinese": ("市政府宣布，图书馆的访问人数比去年增加了一倍，市长表示满意。".encode("gb18030"), "文字コード"),
    "Korean": ("시는 도서관 이용자가 작년의 두 배로 늘었다고 발표했다.".encode("euc_kr"), "文字コード"),
    "text in UTF-7": (TEXT.encode("utf-7"), "文字コード UTF-7"),
    "page in UTF-7": (page_markup(head='<meta charset="utf-7">').encode("utf-7"), "文字コード utf-7"),
    "page in UTF-7 that does not say so": (page_markup().encode("utf-7"), "文字コード UTF-7"),
    "mail in UTF-7": (mail(TEXT.encode("utf-7"), type="text/plain; charset=utf-7"), "文字コード utf-7"),
    "mail of a page in UTF-7": (mail(b"<meta charset=utf-7><p>+MEIwRDBGMEgwSg-</p>", type="text/html"), "文字コード utf-7"),
    "mail in UTF-7 and base64": (mail(base64.encodebytes(TEXT.encode("utf-7")), type="text/plain; charset=unicode-1-1-utf-7", transfer="base64"), "文字コード unicode-1-1-utf-7"),
    "text in HZ": (KANA_IN_CHINESE.encode("hz"), "文字コード HZ"),
    "mail in HZ": (mail(KANA_IN_CHINESE.encode("hz"), type="text/plain; charset=hz-gb-2312"), "文字コード hz-gb-2312"),
    "text in ISO-2022-KR": ("시는 발표했다.\n".encode("iso2022_kr"), "文字コード ISO-2022-KR"),
    "mail in ISO-2022-KR": (mail("시는 발표했다.\n".encode("iso2022_kr"), type="text/plain; charset=iso-2022-kr"), "文字コード iso-2022-kr"),
    **{f"mail in {charset}": (mail(KOREAN.encode("cp949", "replace"), type=f"text/plain; charset={charset}"), f"文字コード {charset}") for charset in ("euc-kr", "EUC-KR", "ks_c_5601-1987", "windows-949")},
    **{f"Chinese mail in {charset}": (mail(KANA_IN_CHINESE.encode(codec), type=f"text/plain; charset={charset}"), f"文字コード {charset}") for charset, codec in (("gb2312", "gb2312"), ("GBK", "gbk"), ("gb18030", "gb18030"), ("x-gbk", "gbk"))},
    "Chinese mail in big5": (mail("市政府宣布圖書館的訪問人數增加了。".encode("big5"), type="text/plain; charset=big5"), "文字コード big5"),
    "Russian mail": (mail("Мэр сообщил о росте.".encode("koi8-r"), type="text/plain; charset=koi8-r"), "文字コード koi8-r"),
    "Korean page": (page_markup(head='<meta http-equiv="Content-Type" content="text/html; charset=euc-kr">').replace(LINES[0], KOREAN).encode("cp949", "replace"), "文字コード euc-kr"),
    "Japanese page in GB 2312": (f'<!DOCTYPE html><html><head><meta charset="gb2312"></head><body><article><p>{KANA_IN_CHINESE * 3}</p></article></body></html>'.encode("gb2312"), "文字コード gb2312"),
    **{f"Word with entities in {encoding}": (declared(encoding), "文書型宣言") for encoding in ("utf-8", "utf-16", "utf-7")},
    "Word with damaged LZMA": (damaged_lzma(), "Wordのファイルが壊れている"),
    "mail with a damaged boundary": (mail(b"--b\r\n\r\nx\r\n--b--\r\n", type="multipart/mixed; boundary*=x; boundary*0=b"), "メールに本文がありません"),
    "Japanese in GB 2312": (KANA_IN_CHINESE.encode("gb2312"), "文字コードを一つに決められません"),
    "Japanese mail in GB 2312 that does not say so": (mail(KANA_IN_CHINESE.encode("gb2312"), type="text/plain"), "文字コードを一つに決められません"),
    "French": ("Les cafés sont fermés dès lundi, à Genève.".encode("latin-1"), "文字コード"),
    "half-width katakana or EUC-JP": ("ﾃﾞｰﾀ".encode("cp932"), "文字コード"),
    "page without an article": (b"<!DOCTYPE html><html><body><script>start()</script></body></html>", "記事の本文が見つかりません"),
}  # fmt: skip
