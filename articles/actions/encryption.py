"""What is kept only for those who hold the key: Fernet (AES-128-CBC with HMAC-SHA256) under keys from the environment.

The keys (NOTE_KEYS, the newest first) are never in the database, so that neither its backups nor who can read its tables
can read these contents.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping

import orjson
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from articles.actions.errors import Refused


class KeyMissing(Refused):
    message = _(
        "取材メモの鍵（NOTE_KEYS）が設定されていないため、取材メモと匿名の情報源は保存できません。管理者に設定を頼んでください。"
    )


class KeyLost(Refused):
    message = _(
        "取材メモを開けません。鍵（NOTE_KEYS）が、書いたときのものと違います。前の鍵を管理者に戻してもらってください。"
        "鍵が失われていれば、誰にも読めません。"
    )


def encrypt(content: Mapping[str, str]) -> bytes:
    """Raises KeyMissing."""
    return _keys().encrypt(orjson.dumps(dict(content)))


def decrypt(ciphertext: bytes) -> dict[str, str]:
    """Raises KeyMissing, KeyLost."""
    try:
        content: dict[str, str] = orjson.loads(_keys().decrypt(ciphertext))
    except InvalidToken as error:
        raise KeyLost from error
    return content


def reencrypted(ciphertext: bytes) -> bytes:
    """The same content under the newest key. Raises KeyMissing, KeyLost."""
    try:
        return _keys().rotate(ciphertext)
    except InvalidToken as error:
        raise KeyLost from error


def _keys() -> MultiFernet:
    if not settings.NOTE_KEYS:
        raise KeyMissing
    return MultiFernet([Fernet(key) for key in settings.NOTE_KEYS])


def seal(text: str) -> bytes:
    """Under a key derived from SECRET_KEY: the secrets of authenticator apps, which may be lost where notes may not."""
    return _sealing_keys().encrypt(text.encode())


def unseal(ciphertext: bytes) -> str | None:
    """None where SECRET_KEY is another and SECRET_KEY_FALLBACKS do not have the old one."""
    try:
        return _sealing_keys().decrypt(ciphertext).decode()
    except InvalidToken:
        return None


def is_under_newest(ciphertext: bytes) -> bool:
    """Whether it opens without SECRET_KEY_FALLBACKS."""
    try:
        _sealing_key(settings.SECRET_KEY).decrypt(ciphertext)
    except InvalidToken:
        return False
    return True


def _sealing_keys() -> MultiFernet:
    return MultiFernet([_sealing_key(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _sealing_key(secret: str) -> Fernet:
    digest = salted_hmac("articles.seal", "", secret=secret, algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(digest))
