from functools import cached_property

import pgtrigger
from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .versioned import Versioned

# Power over the desk comes from a confirmed AccountChange, whose own trigger gives it, and from nowhere else: not even the
# application's SQL gives it otherwise. Exempt is who holds the privilege TRIGGER on the table: its owner, at the console
# (`createsuperuser`), and in the demo everybody (see grant_app_role).
GAINED_ALONE = """
IF {gains} AND pg_trigger_depth() < 2 AND NOT has_table_privilege(current_user, TG_RELID, 'TRIGGER') THEN
    RAISE EXCEPTION 'power over the desk is given by two administrators' USING ERRCODE = 'integrity_constraint_violation';
END IF;
"""


class User(Versioned, AbstractUser):
    """A member of the newsroom. What one may do follows from one's groups (see articles/permissions.py)."""

    class Role(models.TextChoices):
        # The stored value is the group's name as the admin shows it.
        REPORTER = "記者", _("記者")
        DESK_EDITOR = "デスク", _("デスク")
        PROOFREADER = "校閲", _("校閲")
        LAWYER = "法務", _("法務")
        ADMINISTRATOR = "管理者", _("管理者")

    display_name = models.CharField(_("表示名"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("担当者")
        verbose_name_plural = pgettext_lazy("plural", "担当者")
        triggers = [
            pgtrigger.Trigger(
                name="no_power_alone",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=f"""
                IF NEW.is_superuser AND (TG_OP = 'INSERT' OR NOT OLD.is_superuser)
                   AND NOT has_table_privilege(current_user, TG_RELID, 'TRIGGER') THEN
                    RAISE EXCEPTION 'superusers are made at the console' USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                {GAINED_ALONE.format(gains="TG_OP = 'UPDATE' AND NEW.is_active AND NOT OLD.is_active")}
                RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.display_name or self.get_username()

    @property
    def roles(self) -> frozenset[str]:
        """Names of the groups this user is in."""
        return self._standing[0]

    @property
    def unread_notices(self) -> int:
        return self._standing[1]

    @cached_property
    def _standing(self) -> tuple[frozenset[str], int]:
        """Roles and the number of unread notices, which every page of the desk shows: one query per request."""
        if not self.is_active:
            return frozenset(), 0
        names = ArraySubquery(self.groups.values("name"))
        unread = self.notices.filter(read_at__isnull=True).order_by().values("recipient")
        number = Subquery(unread.annotate(number=models.Count("pk")).values("number"))
        row = User.objects.filter(pk=self.pk).values_list(names, Coalesce(number, 0)).first()
        return (frozenset(row[0]), row[1]) if row else (frozenset(), 0)


class Membership(User.groups.through):  # type: ignore[name-defined,misc] # made at run time by the field
    """The rows that say who has which role, under a name that triggers can be declared for."""

    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [
            pgtrigger.Trigger(
                name="no_role_alone",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=f"{GAINED_ALONE.format(gains='true')} RETURN NEW;",
            )
        ]
