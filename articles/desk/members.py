"""Admin of the newsroom's members, for administrators."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.db.models import Model
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import invitations, public_members, second_factors, sign_ins, users
from articles.desk.model_admin import VersionedForm
from articles.desk.requests import may_enter, member
from articles.desk.steps import Step, SteppedAdmin
from articles.models import AccountChange, User


class RolesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg] # cannot be subscripted at run time
    """Groups by the labels of their roles: a group's name is Japanese whatever language the desk speaks."""

    def label_from_instance(self, obj: Any) -> str:
        return str(User.Role(obj.name).label)


class MemberForm(VersionedForm):
    roles = RolesField(
        Group.objects.filter(name__in=User.Role.values).order_by("pk"),
        label=_("役割"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("役割のない人は机に入れません。承認・公開はデスク、担当者の管理は管理者の仕事です。"),
    )

    class Meta:
        model = User
        fields = ["username", "display_name", "email", "is_active"]
        help_texts = {"is_active": _("退職した人は、削除せずにここを外します。")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["roles"].initial = self.instance.groups.all()
        else:
            self.fields["email"].required = True
            self.fields["email"].help_text = _("ここに招待のリンクを送ります。パスワードは本人が決めます。")


def send_again(user: User, by: User, values: dict[str, Any]) -> User:
    return invitations.send_again(user, by=by)


def unlock(user: User, by: User, values: dict[str, Any]) -> User:
    return sign_ins.unlock(user, by=by)


def remove_factors(user: User, by: User, values: dict[str, Any]) -> User:
    return users.remove_factors(user, by=by)


def withdraw_name(user: User, by: User, values: dict[str, Any]) -> User:
    return public_members.withdraw(user, by=by)


class RoleFilter(admin.RelatedFieldListFilter):
    """Groups by the labels of their roles."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            (str(pk), str(User.Role(name).label)) for pk, name in Group.objects.order_by("pk").values_list("pk", "name")
        ]


class UserAdmin(SteppedAdmin):
    form = MemberForm
    steps = (
        Step(
            name="invite",
            label=_("招待を送り直す"),
            done=_("招待を送りました。前のリンクは使えなくなりました。"),
            perform=send_again,
            may=permissions.can_manage_users,
            fits=lambda user, managed: (
                permissions.can_manage_user(user, managed) and managed.is_active and not managed.has_usable_password()
            ),
        ),
        Step(
            name="unlock",
            label=_("ログインの制限を解く"),
            done=_("すぐにログインできるようにしました。"),
            perform=unlock,
            may=permissions.can_manage_users,
            fits=lambda user, managed: permissions.can_manage_user(user, managed) and sign_ins.is_limited(managed),
        ),
        Step(
            name="withdraw-name",
            label=_("読者から名前を外す…"),
            done=_("名前を、読者に見えるすべてのページから外しました。"),
            perform=withdraw_name,
            may=permissions.can_manage_users,
            fits=lambda user, managed: (
                permissions.can_withdraw_name(user, managed) and public_members.is_named(managed)
            ),
            asks=True,
            explanation=_("本人に頼まれたときだけ行ってください。名前をもう一度見せられるのは本人だけです。"),
        ),
        Step(
            name="remove-factors",
            label=_("二段階認証を外す…"),
            done=_("受け付けました。別の管理者の確認が要るときは、確認されると外れます。"),
            perform=remove_factors,
            may=permissions.can_manage_users,
            fits=lambda user, managed: permissions.can_manage_user(user, managed) and second_factors.has_any(managed),
            asks=True,
            explanation=_(
                "端末も回復コードもなくした人のために、認証アプリ、パスキー、回復コードをすべて外し、ログアウトさせます。"
                "次のログインで登録し直します。電話や対面で本人だと確かめてから行ってください。"
            ),
            is_final=True,
        ),
    )
    list_display = ["username", "display_name", "email", "role_names", "is_active", "last_login"]
    list_filter = [("groups", RoleFilter), "is_active"]
    search_fields = ["username", "display_name", "email"]
    ordering = ["username"]
    date_hierarchy = "date_joined"

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_enter(request) and permissions.can_manage_users(member(request))

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return permissions.can_manage_users(member(request))

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return permissions.can_manage_users(member(request))

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        if isinstance(obj, User):
            return permissions.can_manage_user(member(request), obj)
        return permissions.can_manage_users(member(request))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["username", "way_in"] if obj else []

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is not None and not self.has_change_permission(request, obj):
            return ["username", "display_name", "email", "role_names", "is_active", "way_in"]
        shown = ["username", "display_name", "email", "roles", "is_active", *(["way_in"] if obj else [])]
        return self.with_seen_version(request, obj, shown)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("役割"))
    def role_names(self, user: User) -> str:
        names = {group.name for group in user.groups.all()}
        return gettext("、").join(str(role.label) for role in User.Role if role in names)

    @admin.display(description=_("ログイン"))
    def way_in(self, user: User) -> str:
        if not user.has_usable_password():
            return gettext("招待に答えていません")
        state = gettext("二段階認証あり") if second_factors.has_any(user) else gettext("二段階認証なし")
        return f"{state}・{gettext('停止中')}" if sign_ins.is_locked(user) else state

    def create(self, form: VersionedForm, request: HttpRequest) -> User:
        values = form.cleaned_data
        return invitations.invite(
            username=values["username"],
            display_name=values["display_name"],
            email=values["email"],
            roles=values["roles"],
            by=member(request),
        )

    def update(self, obj: User, form: VersionedForm, request: HttpRequest) -> User:
        values = form.cleaned_data
        return users.describe(
            obj,
            version=form.seen,
            display_name=values["display_name"],
            email=values["email"],
            is_active=values["is_active"],
            roles=values["roles"],
            by=member(request),
        )

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        self._say_what_waits(request, obj)
        return super().response_post_save_change(request, obj)

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        self._say_what_waits(request, obj)
        return super().response_post_save_add(request, obj)

    def _say_what_waits(self, request: HttpRequest, member: User) -> None:
        if AccountChange.objects.filter(user=member, state=AccountChange.State.PENDING).exists():
            note = gettext("役割の追加、有効に戻すこと、メールアドレスの変更は、別の管理者が確認すると反映されます。")
            self.message_user(request, note, messages.WARNING)
