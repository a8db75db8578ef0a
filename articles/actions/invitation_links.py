"""The link of an invitation: its number, signed with SECRET_KEY. Whether it may still be used, its row says."""

from __future__ import annotations

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from articles.models import Invitation

SIGNER_SALT = "articles.invitation"


def url(invitation: Invitation) -> str:
    return settings.SITE_URL + reverse("sign-in-invitation", kwargs={"link": _signer().sign(str(invitation.pk))})


def number_of(link: str) -> int | None:
    """The number that was signed; None where the link is not one of ours."""
    try:
        return int(_signer().unsign(link))
    except BadSignature:
        return None


def _signer() -> Signer:
    return Signer(salt=SIGNER_SALT)
