"""What a text must not be, for offsets and parse to hold. Messages are for the person who supplied the text.

Plain Japanese strings: extraction knows no Django and so no gettext; `code` is stable for callers that translate.
"""

from articles.japanese.invisible import is_readable

MAX_CHARACTERS = 200_000
"""Longest text to read, in code points: an hour of assembly minutes has about 20,000."""


class UnusableText(ValueError):
    """A text that cannot be read. `code` names the reason, `message` says what to do, in Japanese."""

    code = "unusable"
    message = "この本文は読み取れません。"

    def __init__(self) -> None:
        super().__init__(self.message)


class TextEmpty(UnusableText):
    code = "empty"
    message = "本文が空です。検証する文章を入れてください。"


class TextTooLong(UnusableText):
    code = "too_long"
    message = f"本文が長すぎます。{MAX_CHARACTERS:,}字以内に分けてください。"


class TextHasNul(UnusableText):
    code = "nul"
    message = "本文にNUL文字が含まれています。文章ではないファイルかもしれません。テキストとして保存し直してください。"


class TextHasSurrogates(UnusableText):
    code = "surrogates"
    message = "本文に壊れた文字(サロゲートの片割れ)が含まれています。元の文章からコピーし直してください。"


def check_text(text: str) -> None:
    """Raise the `UnusableText` that says why `text` cannot be read; return where it can."""
    if not is_readable(text):
        raise TextEmpty
    if len(text) > MAX_CHARACTERS:
        raise TextTooLong
    if "\0" in text:
        raise TextHasNul
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise TextHasSurrogates
