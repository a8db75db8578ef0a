from articles.public.changes import Change, Segment


def change(old: str, new: str) -> Change:
    return Change("reasoning", "検証の内容", old, new)


def test_changed_sentence_stands_between_its_unchanged_neighbours() -> None:
    segments = change("年報を見た。８％増だった。市は認めた。", "年報を見た。９％増だった。市は認めた。").segments

    assert segments == [
        Segment("kept", "年報を見た。"),
        Segment("old", "８％増だった。"),
        Segment("new", "９％増だった。"),
        Segment("kept", "市は認めた。"),
    ]


def test_long_unchanged_run_is_skipped() -> None:
    unchanged = "変わらない文である。" * 5

    assert change(f"{unchanged}一。", f"{unchanged}二。").segments == [
        Segment("skipped", ""),
        Segment("old", "一。"),
        Segment("new", "二。"),
    ]


def test_added_and_removed_texts_have_one_side() -> None:
    assert change("", "新しい理由。").segments == [Segment("new", "新しい理由。")]
    assert change("古い理由。", "").segments == [Segment("old", "古い理由。")]


def test_words_without_full_stop_are_replaced_as_a_whole() -> None:
    assert change("誤り", "不正確").segments == [Segment("old", "誤り"), Segment("new", "不正確")]


def test_full_stop_inside_a_quotation_stays_with_its_bracket() -> None:
    segments = change("「はい。」と答えた。", "「はい。」と述べた。").segments

    assert segments == [
        Segment("kept", "「はい。」"),
        Segment("old", "と答えた。"),
        Segment("new", "と述べた。"),
    ]
