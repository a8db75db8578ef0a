from __future__ import annotations

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .append_only import refuse_delete_and_truncate
from .versioned import Versioned

# The steps beside the desk's approval that a rating takes, as rows of one column: all of them where it says that
# somebody knew better, else those that the newsroom wants of every verdict.
STEPS_NEEDED = """
SELECT step FROM (VALUES ('proof'), ('legal')) AS known(step)
WHERE EXISTS (SELECT 1 FROM articles_rating WHERE code = {rating} AND is_intentional)
OR EXISTS (SELECT 1 FROM articles_steprule AS rule WHERE rule.step = known.step AND rule.scope = 'all')
"""


class StepRule(Versioned):
    """Which verdicts take a step beside the desk's approval before they are published; one row a step.

    Whatever it says, a rating that means an intentional falsehood takes every step.
    """

    class Step(models.TextChoices):
        PROOF = "proof", _("校閲")
        LEGAL = "legal", _("法務")

    class Scope(models.TextChoices):
        INTENTIONAL = "intentional", _("「虚偽」のように、知りながら伝えたと判定するものだけ")
        ALL = "all", _("すべての検証記事")

    step = models.CharField(_("段階"), max_length=10, choices=Step, unique=True, editable=False)
    scope = models.CharField(_("要るもの"), max_length=20, choices=Scope, default=Scope.INTENTIONAL)

    class Meta:
        verbose_name = _("校閲・法務の決まり")
        verbose_name_plural = pgettext_lazy("plural", "校閲・法務の決まり")
        triggers = [
            pgtrigger.Trigger(
                name="changes_are_counted",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                IF TG_OP = 'INSERT' AND (NEW.scope, NEW.version) <> ('intentional', 1)
                   OR TG_OP = 'UPDATE' AND (NEW.step <> OLD.step OR NEW.version <> OLD.version + 1) THEN
                    RAISE EXCEPTION 'a rule begins with intentional falsehoods and counts its changes'
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
                """,
            ),
            *refuse_delete_and_truncate(),
        ]

    def __str__(self) -> str:
        return str(self.get_step_display())
