"""Lines of an archive: what makes a row, and the reason where nothing does."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.actions import articles
from articles.actions.archives import Row
from articles.actions.errors import Refused
from articles.intake import archive
from articles.intake.archive import LINE_MAX_BYTES, CutShort, Line
from articles.models import Article

TEXT = "みなと市は１日、市立図書館の来館者が前年度の２倍に増えたと発表した。"


def line(content: bytes | str | dict[str, object]) -> Line:
    if isinstance(content, dict):
        content = json.dumps(content, ensure_ascii=False)
    return Line(1, content.encode() if isinstance(content, str) else content, is_whole=True)


def test_row_has_what_the_line_says() -> None:
    read = archive.read(
        line(
            {
                "text": f"{TEXT}\r\n続報を待つ。",
                "title": " 図書館の来館者が倍増 ",
                "outlet": "みなと新報",
                "url": "https://minato.example/1",
                "kind": "social_post",
                "published_at": "2026-03-01T12:00",
                "account": "@minato",
                "byline": "浅野",
                "reach": 120_000,
                "reach_date": "2026-03-02",
                "section": "社会",
                "id": 7,
            }
        )
    )

    assert read.left_out == {"section", "id"}
    assert read.row == Row(
        text=f"{TEXT}\n続報を待つ。",
        title="図書館の来館者が倍増",
        outlet="みなと新報",
        url="https://minato.example/1",
        kind=Article.Kind.SOCIAL_POST,
        published_at=datetime(2026, 3, 1, 3, 0, tzinfo=UTC),
        account="@minato",
        byline="浅野",
        reach=120_000,
        reach_date=date(2026, 3, 2),
    )


def test_text_is_enough() -> None:
    assert archive.read(line({"text": TEXT, "url": None, "published_at": ""})).row == Row(text=TEXT, title=TEXT)


def test_published_date_is_a_midnight_in_japan() -> None:
    read = archive.read(line({"text": TEXT, "published_date": "2026-03-01"}))

    assert read.row.published_at == datetime(2026, 2, 28, 15, 0, tzinfo=UTC)
    assert read.left_out == frozenset()


@pytest.mark.parametrize(
    ("content", "error", "reason"),
    [
        pytest.param('{"text": "図書', "NotJson", "JSONとして読めません（10 文字目）。", id="cut off"),
        pytest.param("図書館", "NotJson", "JSONとして読めません（1 文字目）。", id="plain text"),
        pytest.param(b'{"text": "\x90}\x97\xa7"}', "NotUtf8", "11 バイト目がUTF-8", id="Shift_JIS"),
        pytest.param("[1, 2]", "NotAnObject", "JSON オブジェクト", id="array"),
        pytest.param("null", "NotAnObject", "JSON オブジェクト", id="null"),
        pytest.param('{"a":' * 100_000, "NestedTooDeep", "入れ子が深すぎます。", id="nested"),
        pytest.param('{"text": "図", "n": ' + "9" * 5_000 + "}", "NumberUnusable", "数として", id="5,000 digits"),
        pytest.param('{"text": "図", "n": NaN}', "NumberUnusable", "数として", id="NaN"),
        pytest.param({"title": "図書館"}, "TextMissing", "本文（text）がありません。", id="no text"),
        pytest.param({"text": ""}, "TextMissing", "本文（text）がありません。", id="empty text"),
        pytest.param({"text": " \n　"}, "TextUnusable", "本文が空です。", id="blank text"),
        pytest.param({"text": "図" * 200_001}, "TextUnusable", "200,000字以内", id="text too long"),
        pytest.param({"text": "図\0書"}, "TextUnusable", "NUL文字", id="NUL in text"),
        pytest.param('{"text": "図\\ud800書"}', "TextUnusable", "サロゲート", id="lone surrogate in text"),
        pytest.param({"text": ["図書館"]}, "WrongType", "text は文字列で", id="text is a list"),
        pytest.param({"text": TEXT, "title": 5}, "WrongType", "title は文字列で", id="title is a number"),
        pytest.param({"text": TEXT, "title": "図" * 501}, "ValueUnusable", "title：500 字以内", id="title too long"),
        pytest.param({"text": TEXT, "title": "図\0"}, "ValueUnusable", "title：NUL文字", id="NUL in title"),
        pytest.param('{"text": "図", "byline": "\\udfff"}', "ValueUnusable", "byline：壊れた文字", id="surrogate"),
        pytest.param({"text": TEXT, "outlet": "図" * 101}, "ValueUnusable", "outlet：100 字以内", id="outlet too long"),
        pytest.param({"text": TEXT, "url": "minato"}, "ValueUnusable", "url：http か https", id="not a URL"),
        pytest.param({"text": TEXT, "url": "ftp://a.example/"}, "ValueUnusable", "url：http か https", id="ftp"),
        pytest.param(
            {"text": TEXT, "url": "https://a.example/" + "図" * 900},
            "ValueUnusable",
            "url：URLが長すぎます",
            id="long URL",
        ),
        pytest.param({"text": TEXT, "kind": "novel"}, "ValueUnusable", "kind：次のどれか", id="unknown kind"),
        pytest.param({"text": TEXT, "published_at": "2026-02-30"}, "ValueUnusable", "日付として", id="30 February"),
        pytest.param(
            '{"text": "図", "published_at": "\\ud800"}', "ValueUnusable", "壊れた文字", id="surrogate for a date"
        ),
        pytest.param({"text": TEXT, "published_date": "昨日"}, "ValueUnusable", "日付として", id="words for a date"),
        pytest.param({"text": TEXT, "published_at": "9999-12-31"}, "ValueUnusable", "日付が正しく", id="year 9999"),
        pytest.param({"text": TEXT, "published_at": 1772334000}, "WrongType", "published_at は文字列", id="seconds"),
        pytest.param({"text": TEXT, "reach": 5}, "ValueUnusable", "reach：reach_date", id="reach without its date"),
        pytest.param({"text": TEXT, "reach_date": "2026-03-02"}, "ValueUnusable", "reach：reach_date", id="date alone"),
        pytest.param({"text": TEXT, "reach": -1, "reach_date": "2026-03-02"}, "ValueUnusable", "reach：0以上", id="-1"),
        pytest.param(
            {"text": TEXT, "reach": 2**63, "reach_date": "2026-03-02"}, "ValueUnusable", "reach：0以上", id="2^63"
        ),
        pytest.param({"text": TEXT, "reach": True, "reach_date": "2026-03-02"}, "WrongType", "reach は整数", id="true"),
    ],
)
def test_bad_line_says_why(content: bytes | str | dict[str, object], error: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        archive.read(line(content))

    assert type(refused.value).__name__ == error
    assert reason in str(refused.value)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda values: st.lists(values) | st.dictionaries(st.text(), values),
    max_leaves=5,
)


@settings(deadline=None)  # the first example compiles patterns; a busy machine takes its time
@given(
    st.fixed_dictionaries(
        {"text": st.text(min_size=1)}, optional=dict.fromkeys(sorted(archive.KEYS - {"text"}), ANYTHING)
    )
)
def test_any_values_are_a_row_or_refused_in_words(values: dict[str, object]) -> None:
    try:
        row = archive.read(line(json.dumps(values))).row
    except Refused as refused:
        str(refused).encode()  # a reason is written to a file
        return

    assert 0 < len(row.title) <= 500
    assert "\0" not in row.text


def test_text_refusals_are_those_of_a_single_import() -> None:
    with pytest.raises(articles.TextUnusable):
        archive.read(line({"text": "\0"}))


def test_lines_are_numbered_as_an_editor_numbers_them() -> None:
    file = io.BytesIO(b'\xef\xbb\xbf{"a": 1}\r\n\n   \n{"b": 2}\n{"c": 3}')

    assert [(found.number, found.content) for found in archive.lines(file)] == [
        (1, b'{"a": 1}'),
        (4, b'{"b": 2}'),
        (5, b'{"c": 3}'),
    ]


def test_line_of_any_length_costs_no_more_than_the_limit() -> None:
    longest, beyond = b"a" * LINE_MAX_BYTES, b"b" * (LINE_MAX_BYTES * 3)
    file = io.BytesIO(b"\n".join([longest, beyond, b"c"]))

    found = list(archive.lines(file))

    assert [(line.number, len(line.content), line.is_whole) for line in found] == [
        (1, LINE_MAX_BYTES, True),
        (2, LINE_MAX_BYTES + 1, False),
        (3, 1, True),
    ]
    with pytest.raises(archive.LineTooLong):
        archive.read(found[1])


def test_longest_text_in_its_longest_spelling_is_a_row() -> None:
    content = json.dumps({"text": "\U00020b9f" * 200_000})
    [found] = archive.lines(io.BytesIO(content.encode()))

    assert len(archive.read(found).row.text) == 200_000


def test_gzip_is_told_by_its_first_bytes() -> None:
    packed = gzip.compress(b"1\n") + gzip.compress(b"2\n")

    assert [found.content for found in archive.lines(io.BytesIO(packed))] == [b"1", b"2"]


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda packed: packed[: len(packed) // 2], id="half"),
        pytest.param(lambda packed: packed[:-4], id="without the last bytes of its checksum"),
        pytest.param(lambda packed: packed[:-8] + b"\0" * 8, id="wrong checksum"),
        pytest.param(lambda packed: packed + b"rest", id="something behind it"),
    ],
)
def test_damaged_gzip_gives_what_came_before(damage: Callable[[bytes], bytes]) -> None:
    packed = gzip.compress(b"".join(b'{"text": "%d"}\n' % number for number in range(20_000)))
    found: list[Line] = []

    with pytest.raises(CutShort) as cut:
        found.extend(archive.lines(io.BytesIO(damage(packed))))

    assert found[1000].content == b'{"text": "1000"}'
    assert f"{len(found)} 行目の先を読めません。" in str(cut.value)
