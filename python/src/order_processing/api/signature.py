"""The signature of a webhook: HMAC-SHA256 over the raw body."""

import hashlib
import hmac
import re

from pydantic import SecretStr

HEADER = "X-Signature"

_FORM = re.compile(r"sha256=([0-9a-fA-F]{64})", re.ASCII)


class MissingSecretError(Exception):
    """A webhook without a secret would take anybody's orders; set the setting named."""


class Signature:
    """Tells the partner's requests from anybody else's."""

    def __init__(self, secret: SecretStr, setting: str) -> None:
        """Take the secret shared with the partner, and the name of its setting.

        Raises:
            MissingSecretError: the secret is empty.
        """
        if not secret.get_secret_value():
            raise MissingSecretError(f"{setting} is not set: set the secret shared with the sender")
        self._secret = secret.get_secret_value().encode()

    def signs(self, body: bytes, headers: list[str]) -> bool:
        """Whether the request's only `X-Signature` is `sha256=<hex>` of this body.

        The comparison takes the same time wherever the two differ.
        """
        if len(headers) != 1 or not (match := _FORM.fullmatch(headers[0])):
            return False
        expected = hmac.digest(self._secret, body, hashlib.sha256)
        return hmac.compare_digest(expected, bytes.fromhex(match[1]))
