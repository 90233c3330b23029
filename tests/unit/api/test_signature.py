import pytest
from pydantic import SecretStr

from order_processing.api.signature import MissingSecretError, Signature

BODY = b'{"order": 1}'
# printf '{"order": 1}' | openssl dgst -sha256 -hmac secret
HEX = "0c55ced386c3da0aa513b8ff509c0e124c6cfa91864c7d349ca4e1731b08cf23"


@pytest.fixture
def signature() -> Signature:
    return Signature(SecretStr("secret"), "OMS_SECRET")


@pytest.mark.parametrize("header", [f"sha256={HEX}", f"sha256={HEX.upper()}"])
def test_the_partners_signature_is_recognised(signature: Signature, header: str) -> None:
    assert signature.signs(BODY, [header])


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [""],
        [HEX],
        [f"sha1={HEX}"],
        [f"sha256={HEX[:-2]}"],
        [f"sha256={HEX}00"],
        [f"sha256={HEX[:-1]}g"],
        [f"sha256={HEX[:-1]}\u0663"],
        [f"sha256={'0' * 64}"],
        [f" sha256={HEX}"],
        [f"sha256={HEX}\n"],
        [f"sha256={HEX}", f"sha256={HEX}"],
    ],
)
def test_anything_else_is_not(signature: Signature, headers: list[str]) -> None:
    assert not signature.signs(BODY, headers)


def test_a_changed_body_is_not_signed(signature: Signature) -> None:
    assert not signature.signs(BODY + b" ", [f"sha256={HEX}"])


def test_another_secret_signs_otherwise() -> None:
    assert not Signature(SecretStr("other"), "OMS_SECRET").signs(BODY, [f"sha256={HEX}"])


def test_a_missing_secret_names_the_setting() -> None:
    with pytest.raises(MissingSecretError, match="OMS_SECRET"):
        Signature(SecretStr(""), "OMS_SECRET")
