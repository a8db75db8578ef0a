"""Files read in a process of its own: what comes back, and what a file may take."""

import pytest
from django.test import override_settings

from articles.actions.errors import Refused
from articles.intake import contents, document, text
from articles.intake.formats import FormatUnread
from tests.intake import files, hostile

ENDLESS = ("<html><body><p>" + "<br>" * 240_000).encode()  # seconds of trafilatura


@pytest.mark.parametrize(
    "name", ["page in Shift_JIS", "mail in iso-2022-jp, base64", "minutes, meeting in XML", "Word"]
)
def test_page_comes_back_as_the_reader_found_it(name: str) -> None:
    file = next(file for file in files.READ if file.name == name)

    assert contents.needs_parser(file.content)
    assert document.read(file.content) == file.page


@pytest.mark.parametrize("name", ["JSON of others", "page without an article", "Word cut off"])
def test_refusal_comes_back_with_its_message(name: str) -> None:
    data, words = files.REFUSED[name]

    with pytest.raises(Refused, match=words):
        document.read(data)


@pytest.mark.parametrize("name", ["text in EUC-JP", "SRT in UTF-8", "CSV in Shift_JIS"])
def test_what_needs_no_parser_needs_no_process(name: str) -> None:
    file = next(file for file in files.READ if file.name == name)

    assert not contents.needs_parser(file.content)
    with override_settings(ARTICLE_READ_SECONDS=0):
        assert document.read(file.content) == file.page


@override_settings(ARTICLE_READ_SECONDS=1)
def test_file_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(document.NotReadInTime, match="このファイルは1秒以内に読めません"):
        document.read(ENDLESS)


@override_settings(ARTICLE_READ_MEMORY_MB=40)
def test_file_that_takes_too_much_memory_is_given_up() -> None:
    with pytest.raises(document.TooMuchToRead, match="複雑すぎて読めません"):
        document.read(files.page_markup().encode())


def test_third_file_at_a_time_is_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "WAIT_SECONDS", 0.01)

    with document.READERS, document.READERS, pytest.raises(document.ReadersBusy, match="少し待って"):
        document.read(files.page_markup().encode())
    assert document.read(files.page_markup().encode()).title == files.TITLE


@override_settings(ARTICLE_MAX_BYTES=600, ARTICLE_FILE_MAX_BYTES=2_000)
def test_containers_may_be_larger_than_texts() -> None:
    plain = "あ" * 300
    mail = files.mail(files.transferred(plain.encode(), "base64"), type="text/plain; charset=utf-8", transfer="base64")

    assert document.read(mail).text == f"{plain}\n"
    with pytest.raises(text.TooLarge, match="600 バイト"):
        document.read(plain.encode())
    with pytest.raises(text.TooLarge, match="2,000 バイト"):
        document.read(mail + bytes(2_000))


@pytest.mark.parametrize(
    "data",
    [
        b"<!---->" * 32 + b"<html></html>",
        hostile.attributes(190_000).join(("<html><p ", ">")).encode(),
        b"<html>" + b"<div>" * 40_000,
    ],
    ids=["comments", "attributes", "depth"],
)
def test_files_that_held_a_worker_are_refused(data: bytes) -> None:
    with pytest.raises(Refused) as refusal:
        document.read(data)

    assert not isinstance(refusal.value, document.NotReadInTime)


def test_foreign_format_is_refused_before_a_process_starts() -> None:
    with override_settings(ARTICLE_READ_SECONDS=0), pytest.raises(FormatUnread, match="PDF"):
        document.read(files.REFUSED["PDF"][0])
