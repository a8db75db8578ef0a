"""The one action that puts the newsroom's fixed rows in place: groups, rating scales, the rules of steps, the publication counter."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext_noop as _

from articles.models import HistoryHead, PublicationCounter, Rating, RatingScale, StepRule, User


class Definition(NamedTuple):
    code: str
    name: str
    symbol: str
    truth_value: int | None  # ours, 1 worst … 5 best; None where the rating has no place in an order of truth
    definition: str
    is_intentional: bool = False  # whoever made the claim knew better


FIJ = RatingScale(
    code="fij-2019",
    name=_("FIJレーティング（2019年版）"),
    version_date=date(2019, 4, 2),
    credit="ファクトチェック・イニシアティブ（FIJ）「レーティング基準」2019年4月2日",
)
FIJ_RATINGS = (
    Definition("fij-accurate", _("正確"), "○", 5, _("事実の誤りはなく、重要な要素が欠けていない。")),
    Definition("fij-mostly-accurate", _("ほぼ正確"), "○", 4, _("一部は不正確だが、主要な部分・根幹に誤りはない。")),
    Definition(
        "fij-misleading",
        _("ミスリード"),
        "△",
        None,
        _("一見事実と異なることは言っていないが、釣り見出しや重要な事実の欠落などにより、誤解の余地が大きい。"),
    ),
    Definition(
        "fij-inaccurate",
        _("不正確"),
        "△",
        3,
        _("正確な部分と不正確な部分が混じっていて、全体として正確性が欠如している。"),
    ),
    Definition(
        "fij-unsupported", _("根拠不明"), "？", None, _("誤りと証明できないが、証拠・根拠がないか非常に乏しい。")
    ),
    Definition("fij-false", _("誤り"), "×", 1, _("全て、もしくは根幹部分に事実の誤りがある。")),
    Definition(
        "fij-fabricated",
        _("虚偽"),
        "×",
        1,
        _("全て、もしくは根幹部分に事実の誤りがあり、事実でないと知りながら伝えた疑いが濃厚である。"),
        is_intentional=True,
    ),
    Definition(
        "fij-withheld",
        _("判定留保"),
        "…",
        None,
        _("真偽を証明することが困難。誤りの可能性が強くはないが、否定もできない。"),
    ),
    Definition(
        "fij-out-of-scope",
        _("検証対象外"),
        "－",
        None,
        _("意見や主観的な認識・評価に関することであり、真偽を証明・解明できる事柄ではない。"),
    ),
)

JFC = RatingScale(
    code="jfc",
    name=_("JFC判定"),
    version_date=date(2022, 10, 1),
    credit="日本ファクトチェックセンター（JFC）",
)
JFC_RATINGS = (
    Definition("jfc-accurate", _("正確"), "○", 5, _("事実の誤りはなく、重要な要素が欠けていない。")),
    Definition("jfc-mostly-accurate", _("ほぼ正確"), "○", 4, _("一部は不正確だが、主要な部分・根幹に誤りはない。")),
    Definition(
        "jfc-unsupported", _("根拠不明"), "？", None, _("誤りと証明できないが、証拠・根拠がないか非常に乏しい。")
    ),
    Definition(
        "jfc-inaccurate",
        _("不正確"),
        "△",
        3,
        _("正確な部分と不正確な部分が混じっていて、全体として正確性が欠如している。"),
    ),
    Definition("jfc-false", _("誤り"), "×", 1, _("全て、もしくは根幹部分に事実の誤りがある。")),
)
EQUIVALENTS = {
    "fij-accurate": "jfc-accurate",
    "fij-mostly-accurate": "jfc-mostly-accurate",
    "fij-misleading": "jfc-inaccurate",
    "fij-inaccurate": "jfc-inaccurate",
    "fij-unsupported": "jfc-unsupported",
    "fij-false": "jfc-false",
    "fij-fabricated": "jfc-false",
    "fij-withheld": "jfc-unsupported",
}


def install() -> None:
    """Create what is missing and bring wording up to date; codes never change. Safe to run at every start."""
    with transaction.atomic():
        for role in User.Role.values:
            Group.objects.get_or_create(name=role)
        PublicationCounter.objects.get_or_create(id=1)
        HistoryHead.objects.get_or_create(id=1)
        for step in StepRule.Step:
            StepRule.objects.get_or_create(step=step)
        _install_scale(FIJ, FIJ_RATINGS)
        _install_scale(JFC, JFC_RATINGS)
        for code, equivalent in EQUIVALENTS.items():
            Rating.objects.get(code=code).equivalents.add(Rating.objects.get(code=equivalent))


def _install_scale(scale: RatingScale, definitions: tuple[Definition, ...]) -> None:
    RatingScale.objects.update_or_create(
        code=scale.code,
        defaults={"name": scale.name, "version_date": scale.version_date, "credit": scale.credit},
    )
    for position, definition in enumerate(definitions, start=1):
        Rating.objects.update_or_create(
            code=definition.code,
            defaults={
                "scale_id": scale.code,
                "name": definition.name,
                "symbol": definition.symbol,
                "truth_value": definition.truth_value,
                "definition": definition.definition,
                "is_intentional": definition.is_intentional,
                "position": position,
            },
        )
