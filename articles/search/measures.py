"""Measures by their names: mg, ミリグラム and a spoken ミリ."""

_NAMES = {
    **{"kg": "kg", "キログラム": "kg", "キロ": "kg km", "km": "km", "キロメートル": "km"},
    **{"g": "g", "グラム": "g", "mg": "mg", "ミリグラム": "mg", "ミリ": "mg mm ml", "mm": "mm", "ミリメートル": "mm"},
    **{"μg": "μg", "mcg": "μg", "マイクログラム": "μg", "マイクロ": "μg", "iu": "iu", "t": "t", "トン": "t"},
    **{"l": "l", "リットル": "l", "リッター": "l", "ml": "ml", "ミリリットル": "ml", "cc": "ml", "シーシー": "ml"},
    **{"cm": "cm", "センチ": "cm", "センチメートル": "cm", "m": "m", "メートル": "m", "メーター": "m"},
    **{
        "kw": "kw",
        "キロワット": "kw",
        "w": "w",
        "ワット": "w",
        "kcal": "kcal",
        "キロカロリー": "kcal",
        "カロリー": "kcal",
    },
    **{
        "ha": "ha",
        "ヘクタール": "ha",
        "ppm": "ppm",
        "gb": "gb",
        "ギガ": "gb",
        "ギガバイト": "gb",
        "mb": "mb",
        "メガ": "mb",
    },
    **{"ドル": "$", "ユーロ": "€", "ウォン": "₩", "ポンド": "£"},
}
_MEANT = {name: frozenset(meant.split()) for name, meant in _NAMES.items()}


def is_measure(name: str) -> bool:
    return name.lower() in _MEANT


def are_one_measure(one: str, other: str) -> bool:
    """Two names of a measure; what is none is only itself."""
    if one == other:
        return True
    meant, also = _MEANT.get(one.lower()), _MEANT.get(other.lower())
    return meant is not None and also is not None and bool(meant & also)
