"""What a file is by its first bytes: names lie. Formats without a text of ours are refused by name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from articles.actions.errors import Refused

PDF_WITHIN_BYTES = 1024  # where readers look for its mark

_ADVICE = {
    "pdf": _("PDFは読み込めません。PDFを開いて本文をコピーし、貼り付けて取り込んでください。"),
    "office": _(
        "古い形式のWord・Excel・PowerPointのファイルは読み込めません。.docx で保存し直すか、本文をコピーし、貼り付けて取り込んでください。"
    ),
    "rtf": _("RTF（リッチテキスト）は読み込めません。テキストか .docx で保存し直して取り込んでください。"),
    "sheet": _("Excelのファイルは読み込めません。CSV（UTF-8）で保存し直すか、本文をコピーし、貼り付けて取り込んでください。"),
    "slides": _("PowerPointのファイルは読み込めません。本文をコピーし、貼り付けて取り込んでください。"),
    "opendocument": _(
        "OpenDocumentのファイルは読み込めません。テキストか .docx で保存し直すか、本文をコピーし、貼り付けて取り込んでください。"
    ),
    "epub": _("EPUBは読み込めません。本文をコピーし、貼り付けて取り込んでください。"),
    "zip": _("ZIPなどの圧縮ファイルは読み込めません。展開し、中のファイルを一つずつ取り込んでください。"),
    "picture": _("画像は読み込めません。文字に起こし、テキストで取り込んでください。"),
    "recording": _("音声・動画は読み込めません。文字に起こし、テキストか字幕（SRT・VTT）で取り込んでください。"),
    "webarchive": _("Safariのウェブアーカイブは読み込めません。HTMLで保存し直すか、本文をコピーし、貼り付けて取り込んでください。"),
    "binary": _("文章のファイルではありません。本文をコピーし、貼り付けて取り込んでください。"),
    "json": _(
        "JSONとして読めるのは、国会会議録検索システムの発言だけです。本文をテキストで取り込むか、一行一件の JSON Lines にして import_archive で取り込んでください。"
    ),
    "xml": _("このXMLは読み込めません。読めるのは国会会議録検索システムの発言と、RSS・Atomだけです。本文をコピーし、貼り付けて取り込んでください。"),
    "broken_xml": _("XMLとして壊れています。保存し直すか、本文をコピーし、貼り付けて取り込んでください。"),
    "doctype": _("文書型宣言（DOCTYPE・ENTITY）のあるXMLは読み込みません。本文をコピーし、貼り付けて取り込んでください。"),
    "table": _(
        "CSV・TSVに本文の列が見つかりません。1行目に列名を書き、本文の列を「本文」か「text」としてください。表そのものは、文章にして取り込んでください。"
    ),
    "broken_table": _("CSVの引用符が閉じていません。保存し直して取り込んでください。"),
    "attributes": _("HTMLの一つのタグに属性が多すぎます。本文をコピーし、貼り付けて取り込んでください。"),
    "feed_empty": _("RSS・Atomに記事の文章がありません。記事のページを保存して取り込んでください。"),
    "minutes_empty": _("会議録に発言がありません。"),
    "mail_empty": _("メールに本文がありません。添付ファイルは、保存して一つずつ取り込んでください。"),
    "mail_broken": _("メールの構造が複雑すぎるか、壊れています。本文をコピーし、貼り付けて取り込んでください。"),
    "mhtml_empty": _("MHTMLにページがありません。ページを表示し終えてから、HTMLで保存し直してください。"),
    "subtitles_other": _("この形式の字幕（SSA・ASS）は読み込めません。SRTかVTTで保存し直して取り込んでください。"),
    "subtitles_empty": _("字幕に発言がありません。"),
    "docx_broken": _("Wordのファイルが壊れているか、パスワードで守られているか、大きすぎます。本文をコピーし、貼り付けて取り込んでください。"),
    "docx_empty": _("Wordのファイルに本文がありません。文章が画像やテキストボックスの中なら、コピーし、貼り付けて取り込んでください。"),
}  # fmt: skip


class FormatUnread(Refused):
    """A file of a known format that is not read, or not this one. `format` is a key of the messages above."""

    def __init__(self, format: str) -> None:
        self.format = format
        super().__init__(_ADVICE[format])


_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office"),
    (b"{\\rtf", "rtf"),
    (b"bplist00", "webarchive"),
    *((mark + b"[Script Info]", "subtitles_other") for mark in (b"", b"\xef\xbb\xbf")),
    *((magic, "picture") for magic in (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*")),
    *((magic, "recording") for magic in (b"ID3", b"OggS", b"fLaC", b"\x1aE\xdf\xa3", b"\xff\xfb", b"\xff\xf3", b"#!AMR")),
    *((magic, "zip") for magic in (b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"BZh9", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd")),
    *((magic, "binary") for magic in (b"\x7fELF", b"MZ\x90\0", b"SQLite format 3\0", b"\xca\xfe\xba\xbe")),
)  # fmt: skip
_PICTURE_BRANDS = (b"heic", b"heix", b"mif1", b"avif")


def foreign_format(data: bytes) -> str | None:
    """The key of a format that is no text, or None. A ZIP is looked into by `word`."""
    if found := next((name for magic, name in _MAGIC if data.startswith(magic)), None):
        return found
    if data.startswith(b"RIFF"):
        return "picture" if data[8:12] == b"WEBP" else "recording" if data[8:12] in (b"WAVE", b"AVI ") else None
    if data[4:8] == b"ftyp":
        return "picture" if data[8:12] in _PICTURE_BRANDS else "recording"
    return "pdf" if _is_pdf(data) else None


def _is_pdf(data: bytes) -> bool:
    head = data[:PDF_WITHIN_BYTES]
    if head.lstrip(b"\xef\xbb\xbf\r\n\t \0").startswith(b"%PDF-"):
        return head.partition(b"%PDF-")[2][:1].isdigit()
    return b"%PDF-" in head and b"%%EOF" in data[-PDF_WITHIN_BYTES:] and b" obj" in data
