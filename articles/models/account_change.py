from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .append_only import refuse_delete_and_truncate

# How many of the two, the one who asked and the one who confirms, keep the newsroom's members.
ADMINISTRATORS = """
SELECT count(*) FROM articles_user AS administrator
WHERE id IN (NEW.requested_by_id, NEW.closed_by_id) AND is_active AND (is_superuser OR EXISTS (
    SELECT 1 FROM articles_user_groups JOIN auth_group ON auth_group.id = group_id
    WHERE user_id = administrator.id AND name = '管理者'))
"""


class AccountChange(models.Model):
    """A power over the desk that one administrator wants to give and a second one has to confirm.

    It holds what is asked for and nothing else: roles to be added, a password to be set, an account to be opened again,
    another address for its mail, the removal of its second factor. Once it is confirmed, its trigger gives
    power; nothing else may (see User).
    """

    class State(models.TextChoices):
        PENDING = "pending", _("確認待ち")
        CONFIRMED = "confirmed", _("確認済み")
        DECLINED = "declined", _("却下")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="account_changes", verbose_name=_("担当者")
    )
    roles = ArrayField(models.CharField(max_length=20), verbose_name=_("加える役割"), default=list)
    reactivates = models.BooleanField(_("有効に戻す"), default=False)
    password = models.CharField(max_length=128, blank=True, default="", help_text="hashed; blank once closed")
    sets_password = models.BooleanField(_("パスワードを変える"), default=False)
    email = models.EmailField(
        _("新しいメールアドレス"), blank=True, default="", db_default="", help_text="blank: stays as it is"
    )
    removes_factors = models.BooleanField(_("二段階認証を外す"), default=False, db_default=False)
    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.PENDING)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("申請した管理者")
    )
    requested_at = models.DateTimeField(_("申請日時"), auto_now_add=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("確認した管理者")
    )
    closed_at = models.DateTimeField(_("確認日時"), null=True)

    class Meta:
        verbose_name = _("担当者の変更")
        verbose_name_plural = pgettext_lazy("plural", "担当者の変更")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="confirmed") | ~Q(closed_by=F("requested_by")),
                name="account_change_is_confirmed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state="pending", closed_by__isnull=True, closed_at__isnull=True)
                | (~Q(state="pending") & Q(closed_by__isnull=False, closed_at__isnull=False, password="")),
                name="closed_account_change_says_who_and_when",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="closes_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                IF OLD.state <> 'pending' OR (NEW.state = 'pending' AND NEW.password <> OLD.password) OR (NEW.user_id,
                        NEW.roles, NEW.reactivates, NEW.sets_password, NEW.email, NEW.removes_factors, NEW.requested_by_id)
                   IS DISTINCT FROM (OLD.user_id, OLD.roles, OLD.reactivates, OLD.sets_password, OLD.email,
                        OLD.removes_factors, OLD.requested_by_id) THEN
                    RAISE EXCEPTION 'what was asked for does not change' USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="gives_what_two_agreed_on",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="pending", new__state="confirmed"),
                func=f"""
                IF ({ADMINISTRATORS}) <> 2 THEN
                    RAISE EXCEPTION 'two administrators agree on it' USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                INSERT INTO articles_user_groups (user_id, group_id)
                    SELECT NEW.user_id, id FROM auth_group WHERE name = ANY (NEW.roles) ON CONFLICT DO NOTHING;
                UPDATE articles_user SET is_active = is_active OR NEW.reactivates, is_staff = is_staff OR NEW.roles <> '{{}}',
                    password = CASE WHEN NEW.sets_password THEN OLD.password ELSE password END
                    WHERE id = NEW.user_id;
                RETURN NULL;
                """,  # noqa: S608 - an expression of our own
            ),
            *refuse_delete_and_truncate(),
        ]

    def __str__(self) -> str:
        return str(self.user)
