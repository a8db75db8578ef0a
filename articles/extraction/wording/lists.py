"""Lines of a list in words: 人口　１２３万人→９８万人 is 人口は１２３万人から９８万人へ."""

import re

_LABELLED = re.compile(r"^(?![\[［【〔＜<(（])(?P<label>[^\s。、はがをでに→「」]{2,16})\s+(?=[0-9０-９一-龯])")
_CHANGE = re.compile(
    r"(?P<before>[0-9０-９][^\s→、。（）()]{0,12})\s*(?:→|⇒)\s*(?P<after>[0-9０-９][^\s→、。（）()]{0,12}?)(?P<end>に|へ|[（(、。\s]|$)"
)
_PARTICLE = re.compile(r"[はがを]")


def in_words(words: str) -> str:
    """A label with は behind it, an arrow between amounts as から…へ; other wordings as they are."""
    label = _LABELLED.match(words)
    if label and not _PARTICLE.search(words[label.end() : label.end() + 20]) and re.search(r"[0-9０-９]", words):
        words = f"{label['label']}は{words[label.end() :]}"
    change = _CHANGE.search(words)
    if change is None:
        return words
    end = change["end"] if change["end"] in ("に", "へ") else "へ" + change["end"]
    return f"{words[: change.start()]}{change['before']}から{change['after']}{end}{words[change.end() :]}"
