"""What members say to each other about a claim. A comment is its Event: it cannot be rewritten, and is erased with the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import claims, events, notices
from articles.actions.errors import Refused
from articles.japanese.invisible import is_readable
from articles.models import Claim, Comment, Event, User

LONGEST = 5_000
SENT_AGAIN = timedelta(minutes=1)  # a form that is pressed twice, or sent once more by a browser
_AT = "@＠"


class CommentMissing(Refused):
    message = _("コメントを書いてください。")


class CommentTooLong(Refused):
    message = _("コメントは5000文字までです。分けて書いてください。")


class ClaimErased(Refused):
    message = _("この検証対象は消去されています。ここには書き込めません。")


def write(claim: Claim, *, text: str, by: User) -> Comment:
    """Say something about a claim. Whom it mentions is told by notices.collect.

    The same words of the same person, sent again at once, are the comment there is already.
    """
    permissions.require(permissions.can_comment(by))
    text = text.replace("\r\n", "\n").strip()
    if not is_readable(text):
        raise CommentMissing
    if len(text) > LONGEST:
        raise CommentTooLong
    with transaction.atomic():
        row = claims.locked(claim)
        if row.redacted_at is not None:
            raise ClaimErased
        sent = _just_sent(row, text, by)
        if sent is not None:
            return sent
        comment = Comment.objects.create(claim=row, author=by)
        events.record("comment.written", comment, by=by, reason=text)
        notices.request()
    return comment


def _just_sent(claim: Claim, text: str, by: User) -> Comment | None:
    last = Comment.objects.filter(claim=claim, author=by).order_by("-pk").first()
    if last is None:
        return None
    recent = Event.objects.about(last).filter(action="comment.written", at__gte=timezone.now() - SENT_AGAIN)
    event = recent.select_related("content").first()
    said = event.content.content if event is not None else None
    return last if said and said.get("reason") == text else None


def mentioned(text: str, members: Iterable[User]) -> list[User]:
    """The members whom a text mentions, once each, in order."""
    return list(dict.fromkeys(user for _start, _end, user in mentions(text, members)))


def mentions(text: str, members: Iterable[User]) -> Iterator[tuple[int, int, User]]:
    """Where a name of a member stands behind an @: (start, end, who).

    The longest name counts where one begins another; 「@hana」 is not in 「@hanako」, 「@黒田」 is in 「@黒田さん」.
    """
    names = callable_names(members)
    longest = sorted(names, key=len, reverse=True)
    for at, sign in enumerate(text):
        if sign in _AT:
            name = next((name for name in longest if _is_named(text, name, at + 1)), None)
            if name is not None:
                yield at, at + 1 + len(name), names[name]


def callable_names(members: Iterable[User]) -> dict[str, User]:
    """User names, display names with and without their space, and family names that only one member has."""
    everybody = list(members)
    families = Counter(user.display_name.split()[0] for user in everybody if user.display_name.split())
    names: dict[str, User] = {}
    for user in everybody:
        shown = user.display_name
        family = next(iter(shown.split()), "")
        forms = (user.get_username(), shown, "".join(shown.split()), family if families[family] == 1 else "")
        names |= {form: user for form in forms if form}
    return names


def _is_named(text: str, name: str, start: int) -> bool:
    if not text.startswith(name, start):
        return False
    following = text[start + len(name) : start + len(name) + 1]
    return not (name[-1].isascii() and following.isascii() and (following.isalnum() or following == "_"))
