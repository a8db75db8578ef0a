"""How often signing in may be tried. Counted in the database: alike for every process, exact when many tries come at once.

A try is counted before its password or code is looked at, and taken back once the sign-in is complete. What the limits are
and why is in docs/adr/0018 and docs/accounts.md.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from articles.actions.errors import Refused
from articles.models import SignInLimit, User

Kind = SignInLimit.Kind
LONGEST_LOCK = timedelta(hours=24)
MEMORY = timedelta(hours=24)  # a lock within this time after the last one is twice as long
UNDER_ATTACK_TRIES = 30  # from one address, whatever the names, within UNDER_ATTACK_WINDOW
UNDER_ATTACK_WINDOW = timedelta(hours=1)
NEWS_INTERVAL = timedelta(hours=1)


class Rule(NamedTuple):
    """`tries` within `window`, then a lock; each twice as long as the last where it `grows`."""

    kind: SignInLimit.Kind
    tries: int
    window: timedelta
    lock: timedelta
    grows: bool = True


QUARTER, HOUR, DAY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)
PAIR = Rule(Kind.PAIR, 5, QUARTER, QUARTER)
PAIR_UNDER_ATTACK = Rule(Kind.PAIR, 2, QUARTER, QUARTER)
BROWSER = Rule(Kind.BROWSER, 10, QUARTER, QUARTER)
ACCOUNT = Rule(Kind.ACCOUNT, 100, DAY, HOUR)
CODES = Rule(Kind.ACCOUNT, 50, DAY, HOUR)
MAILS = Rule(Kind.REQUEST, 3, HOUR, HOUR, grows=False)
MAILS_FROM_ONE_ADDRESS = Rule(Kind.REQUEST, 20, HOUR, HOUR, grows=False)


class Origin(NamedTuple):
    """Where a try comes from: `network` is the address (of IPv6 its /64), `browser` the mark of one that signed in before."""

    network: str
    browser: str = ""

    @property
    def mark(self) -> str:
        """Tells two addresses apart in the history without saying them."""
        return hashed("mark", self.network)[:8]


class Try(NamedTuple):
    """Keys of what was counted: of `own` nothing stays after a complete sign-in, of `shared` this one is taken off."""

    own: tuple[str, ...]
    shared: tuple[str, ...]


class SignInLocked(Refused):
    message = _("ログインを一時的に止めています。しばらく待ってから、もう一度試してください。")

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__()


def hashed(*parts: str) -> str:
    """HMAC-SHA256 under SECRET_KEY, in hexadecimal."""
    return salted_hmac("articles.sign_in", "\0".join(parts), algorithm="sha256").hexdigest()


def begin(name: str, user: User | None, origin: Origin) -> Try:
    """Count a try to sign in as `name`; `user` is who that is, if anybody. Raises SignInLocked."""
    who = str(user.pk) if user else f"name {unicodedata.normalize('NFKC', name)}"
    if user and origin.browser:
        return _own("password", who, user, origin, BROWSER)
    address = hashed(Kind.ADDRESS, origin.network)
    tried = _own("password", who, user, origin, PAIR_UNDER_ATTACK if is_under_attack(origin) else PAIR)
    _count(hashed("password", Kind.ACCOUNT, who), ACCOUNT, user)
    _add_to_address(address)
    return Try(tried.own, (hashed("password", Kind.ACCOUNT, who), address))


def begin_code(user: User, origin: Origin) -> Try:
    """Count a try of a code or passkey by somebody who knew the password. Raises SignInLocked."""
    who = str(user.pk)
    if origin.browser:
        return _own("code", who, user, origin, BROWSER)
    tried = _own("code", who, user, origin, PAIR)
    account = hashed("code", Kind.ACCOUNT, who)
    _count(account, CODES, user)
    return Try(tried.own, (account,))


def begin_mail(email: str, members: Collection[User], origin: Origin) -> list[User] | None:
    """Count a request for mail to an address and each member who has it, if anybody does.

    Returns the members who may be sent one, None where there have been too many. Raises SignInLocked for the place.
    """
    _count(hashed("mail", Kind.ADDRESS, origin.network), MAILS_FROM_ONE_ADDRESS, None)
    if not members:
        return [] if _may_be_sent(email.casefold(), None) else None
    return [user for user in members if _may_be_sent(str(user.pk), user)] or None


def _may_be_sent(to: str, user: User | None) -> bool:
    try:
        _count(hashed("mail", to), MAILS, user)
    except SignInLocked:
        return False
    return True


def take_back(*tries: Try) -> None:
    """Forget tries that ended in a complete sign-in."""
    own = [key for tried in tries for key in tried.own]
    shared = [key for tried in tries for key in tried.shared]
    SignInLimit.objects.filter(key__in=own).update(tries=0, locks=0, is_locked=False)
    SignInLimit.objects.filter(key__in=shared, tries__gt=0).update(tries=F("tries") - 1, is_locked=False)


def is_under_attack(origin: Origin) -> bool:
    """Whether this address failed so often with whatever names that each of them gets fewer tries."""
    now, address = timezone.now(), hashed(Kind.ADDRESS, origin.network)
    return SignInLimit.objects.filter(key=address, until__gt=now, tries__gte=UNDER_ATTACK_TRIES).exists()


def locked_until(tried: Try) -> datetime | None:
    """When the lock ends that this try set off."""
    locks = SignInLimit.objects.locked(timezone.now()).filter(key__in=[*tried.own, *tried.shared])
    return max((row.until for row in locks), default=None)


def news(what: str, user: User | None) -> SignInLimit | None:
    """The row that counts how often this happened, if it is time to write it down; `tries` is since it last was.

    Called in the transaction that writes the Event. At most one an hour for each member, and one for all unknown names:
    whoever fails without end must not fill the history or hold its head.
    """
    now, key = timezone.now(), hashed(Kind.NEWS, what, str(user.pk if user else ""))
    row = _locked_row(key, Kind.NEWS, user, now)
    row.tries += 1
    is_due = row.until <= now
    happened, row.tries = row.tries, 0 if is_due else row.tries
    row.until = now + NEWS_INTERVAL if is_due else row.until
    row.save(update_fields=["tries", "until"])
    row.tries = happened
    return row if is_due else None


def clear_away() -> None:
    """Delete what no longer counts."""
    SignInLimit.objects.filter(until__lt=timezone.now() - MEMORY).delete()


def _own(what: str, who: str, user: User | None, origin: Origin, rule: Rule) -> Try:
    place = origin.browser if rule.kind == Kind.BROWSER else origin.network
    key = hashed(what, rule.kind, who, place)
    _count(key, rule, user)
    return Try((key,), ())


def _count(key: str, rule: Rule, user: User | None) -> None:
    now = timezone.now()
    with transaction.atomic():
        row = _locked_row(key, rule.kind, user, now + rule.window)
        if row.until <= now:
            row.locks = row.locks if row.until > now - MEMORY else 0
            row.tries, row.is_locked, row.until = 0, False, now + rule.window
        if row.is_locked or row.tries >= rule.tries:
            raise SignInLocked(row.until)
        row.tries += 1
        if row.tries >= rule.tries:
            row.is_locked, row.until = True, now + min(rule.lock * 2**row.locks, LONGEST_LOCK)
            row.locks = min(row.locks + 1, 10) if rule.grows else 0
        row.save(update_fields=["tries", "locks", "is_locked", "until"])


def _add_to_address(key: str) -> None:
    """Count without ever locking: a newsroom signs in from one address."""
    now = timezone.now()
    with transaction.atomic():
        row = _locked_row(key, Kind.ADDRESS, None, now + UNDER_ATTACK_WINDOW)
        if row.until <= now:
            row.tries, row.until = 0, now + UNDER_ATTACK_WINDOW
        row.tries += 1
        row.save(update_fields=["tries", "until"])


def _locked_row(key: str, kind: SignInLimit.Kind, user: User | None, until: datetime) -> SignInLimit:
    fresh = SignInLimit(key=key, kind=kind, user=user, until=until)
    SignInLimit.objects.bulk_create([fresh], update_conflicts=True, unique_fields=["key"], update_fields=["kind"])
    return SignInLimit.objects.select_for_update(of=("self",)).get(key=key)
