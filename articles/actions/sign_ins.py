"""Signing in and out, and the sessions in between. Passwords, codes and the session itself are Django's and second_factors'."""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import permissions
from articles.actions import events, leases, limits
from articles.models import DeskSession, SignInLimit, User


class Device(NamedTuple):
    """What a member recognises a session by."""

    browser: str
    network: str


def complete(
    user: User, *, session_key: str, device: Device, means: str, tries: tuple[limits.Try, ...] = ()
) -> DeskSession:
    """Somebody proved to be `user`, by all `means` there are to ask for; their session has begun."""
    now = timezone.now()
    with transaction.atomic():
        limits.take_back(*tries)
        events.record("user.signed_in", user, by=user, reason=means)
        return DeskSession.objects.create(
            user=user,
            session_key=session_key,
            browser=device.browser,
            network=device.network,
            began_at=now,
            seen_at=now,
        )


def failed(user: User | None, origin: limits.Origin, tried: limits.Try) -> None:
    """A wrong password or code. The history tells of it once an hour for each member, and of each member's locks."""
    with transaction.atomic():
        failures = limits.news("failed", user)
        if failures is not None:
            reason = _since(failures, origin)
            events.record("user.sign_in_failed", user or failures, by=None, reason=reason)
        until = limits.locked_until(tried)
        locks = limits.news("locked", user) if user and until else None
        if user and until and locks is not None:
            reason = _("%(until)sまで。") % {"until": f"{timezone.localtime(until):%H:%M}"} + _since(locks, origin)
            events.record("user.locked", user, by=None, reason=reason)


def unlock(user: User, *, by: User) -> User:
    """Let a member try again at once, from everywhere."""
    permissions.require(permissions.can_manage_user(by, user))
    with transaction.atomic():
        SignInLimit.objects.filter(user=user).exclude(kind=SignInLimit.Kind.NEWS).update(
            tries=0, locks=0, is_locked=False
        )
        events.record("user.unlocked", user, by=by)
    return user


def is_locked(user: User) -> bool:
    """Whether some try to sign in as this member is refused now."""
    locks = SignInLimit.objects.locked(timezone.now()).filter(user=user)
    return locks.exclude(kind=SignInLimit.Kind.REQUEST).exists()


def is_limited(user: User) -> bool:
    """Whether there is anything that `unlock` would lift: tries to sign in, or mail to this member."""
    return SignInLimit.objects.locked(timezone.now()).filter(user=user).exists()


def sign_out(user: User, *, session_key: str) -> None:
    """The member's own sign-out; the caller ends the session itself."""
    with transaction.atomic():
        DeskSession.objects.filter(user=user, session_key=session_key).delete()
        leases.release_all(user)
        events.record("user.signed_out", user, by=user)


def expire(user: User, *, session_key: str, reason: str) -> None:
    """A session that reached a limit; the caller ends the session itself."""
    with transaction.atomic():
        DeskSession.objects.filter(user=user, session_key=session_key).delete()
        leases.release_all(user)
        events.record("user.session_ended", user, by=None, reason=reason)


def touch(session_key: str) -> None:
    DeskSession.objects.filter(session_key=session_key).update(seen_at=timezone.now())


def follow_session(session_key: str, *, to: str) -> None:
    """The session got another key."""
    DeskSession.objects.filter(session_key=session_key).update(session_key=to)


def end(user: User, *, session: int) -> None:
    """Sign one of one's own sessions out."""
    with transaction.atomic():
        row = DeskSession.objects.filter(user=user, pk=session).first()
        if row is not None:
            _end([row])
            events.record("user.session_ended", user, by=user)


def end_others(user: User, *, but: str | None) -> None:
    """Sign all of one's own sessions out but that with the key `but`."""
    with transaction.atomic():
        rows = list(DeskSession.objects.filter(user=user).exclude(session_key=but))
        _end(rows)
        if rows:
            events.record("user.session_ended", user, by=user, reason="ほかの端末すべて")


def end_all(user: User) -> None:
    """For a member who is shut out, in the caller's transaction; the caller's Event says why."""
    _end(list(DeskSession.objects.filter(user=user)))
    leases.release_all(user)


def open_sessions(user: User) -> list[DeskSession]:
    """The newest first."""
    living = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return list(DeskSession.objects.filter(user=user, session_key__in=living).order_by("-seen_at", "-pk"))


def clear_away() -> None:
    """Delete rows of sessions that are over, and the sessions themselves."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    DeskSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()


def _end(rows: list[DeskSession]) -> None:
    keys = [row.session_key for row in rows]
    Session.objects.filter(session_key__in=keys).delete()
    DeskSession.objects.filter(session_key__in=keys).delete()


def _since(news: SignInLimit, origin: limits.Origin) -> str:
    """How often since the history last told of it, and the mark of the address it came from this time."""
    return _("続けて%(count)d回、接続元の印 %(mark)s") % {"count": news.tries, "mark": origin.mark}
