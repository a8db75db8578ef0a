"""What one administrator asked for and a second one confirms."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import users
from articles.desk.requests import may_enter, member
from articles.desk.steps import Step, SteppedAdmin, page_of
from articles.models import AccountChange, User


def confirm(change: AccountChange, by: User, values: dict[str, Any]) -> AccountChange:
    return users.confirm(change, by=by)


def decline(change: AccountChange, by: User, values: dict[str, Any]) -> AccountChange:
    return users.decline(change, by=by)


class AccountChangeAdmin(SteppedAdmin):
    list_display = ["user_link", "asked_for", "state", "requested_by", "requested_at", "closed_by"]
    list_display_links = ["asked_for"]
    list_filter = ["state"]
    list_select_related = ["user", "requested_by", "closed_by"]
    date_hierarchy = "requested_at"
    ordering = ["-pk"]
    fields = ["user_link", "address", "asked_for", "state", "requested_by", "requested_at", "closed_by", "closed_at"]
    readonly_fields: ClassVar[Any] = fields
    steps = (
        Step(
            name="confirm",
            label=_("確認して反映する"),
            done=_("反映しました。"),
            perform=confirm,
            may=permissions.can_manage_users,
            fits=lambda user, change: (
                change.state == AccountChange.State.PENDING and permissions.can_confirm_account_change(user, change)
            ),
            is_main=True,
        ),
        Step(
            name="decline",
            label=_("却下する"),
            done=_("却下しました。"),
            perform=decline,
            may=permissions.can_manage_users,
            fits=lambda user, change: change.state == AccountChange.State.PENDING,
        ),
    )

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_enter(request) and permissions.can_manage_users(member(request))

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return permissions.can_manage_users(member(request))

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @admin.display(description=_("担当者"), ordering="user")
    def user_link(self, change: AccountChange) -> str:
        return format_html('<a href="{}">{}</a>', page_of(change.user), change.user)

    @admin.display(description=_("今のメールアドレス"))
    def address(self, change: AccountChange) -> str:
        return change.user.email

    @admin.display(description=_("申請の内容"))
    def asked_for(self, change: AccountChange) -> str:
        asked = [str(User.Role(name).label) for name in change.roles]
        asked += [gettext("有効に戻す")] if change.reactivates else []
        asked += [gettext("パスワードを変える")] if change.sets_password else []
        asked += [gettext("メールアドレスを %s に") % change.email] if change.email else []
        asked += [gettext("二段階認証を外す")] if change.removes_factors else []
        return gettext("、").join(asked)
