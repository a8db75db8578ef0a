"""A device with one passkey, in software: what a browser would answer to the options of a page."""

from __future__ import annotations

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

USER_PRESENT_AND_VERIFIED = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV


def text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


class Device:
    def __init__(self, origin: str, host: str) -> None:
        self.origin, self.host = origin, host
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(32)
        self.counter = 0

    def create(self, options: dict[str, Any]) -> str:
        data = self._client_data("webauthn.create", options)
        public = ES256.from_cryptography_key(self.key.public_key())
        credential = AttestedCredentialData.create(b"\0" * 16, self.id, public)
        flags = USER_PRESENT_AND_VERIFIED | AuthenticatorData.FLAG.AT
        written = AuthenticatorData.create(self._host_hash(), flags, self.counter, bytes(credential))
        attested = AttestationObject.create("none", written, {})
        return self._answer({"clientDataJSON": text(data), "attestationObject": text(bytes(attested))})

    def get(self, options: dict[str, Any]) -> str:
        self.counter += 1
        data = self._client_data("webauthn.get", options)
        written = AuthenticatorData.create(self._host_hash(), USER_PRESENT_AND_VERIFIED, self.counter)
        signature = self.key.sign(bytes(written) + hashlib.sha256(data).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            {
                "clientDataJSON": text(data),
                "authenticatorData": text(bytes(written)),
                "signature": text(signature),
            }
        )

    def _client_data(self, kind: str, options: dict[str, Any]) -> bytes:
        challenge = options["publicKey"]["challenge"]
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _host_hash(self) -> bytes:
        return hashlib.sha256(self.host.encode()).digest()

    def _answer(self, response: dict[str, str]) -> str:
        answer = {"id": text(self.id), "rawId": text(self.id), "type": "public-key", "response": response}
        return json.dumps(answer | {"clientExtensionResults": {}})
