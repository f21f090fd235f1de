"""密钥: every look-alike that Alipay's pages offer is refused with the name of what was given and what is needed."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from backend.gateways.payments import MerchantUnfit, Outcome
from backend.gateways.payments.alipay import open_alipay
from backend.sandbox.rsa_keys import private_pem, public_pem
from tests.gateways.payments.alipay.conftest import order

APP_KEY = "alipay app 2021000000000001"
PEM, PLAIN = serialization.Encoding.PEM, serialization.NoEncryption()
CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"


def bare(pem: str) -> str:
    """One long line, as Alipay's key tool copies it."""
    return "".join(line for line in pem.splitlines() if not line.startswith("-----"))


def short_pem() -> str:
    key = rsa.generate_private_key(65537, 1024)  # noqa: S505 - what is to be refused
    return key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, PLAIN).decode()


def curve_pem() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, PLAIN).decode()


def locked_pem() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(
        PEM, serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(b"secret")
    ).decode()


@pytest.mark.parametrize("pkcs1", [True, False])
@pytest.mark.parametrize("form", ["pem", "bare", "crlf"])
async def test_every_form_of_the_right_keys_works(merchant, sandbox, payer, pkcs1, form):
    shape = {"pem": str, "bare": bare, "crlf": lambda pem: pem.replace("\n", "\r\n")}[form]
    keys = {
        "private_key": shape(private_pem(APP_KEY, pkcs1=pkcs1)),
        "alipay_key": shape(public_pem("alipay gateway")),
    }
    channel = open_alipay(replace(merchant, **keys))
    assert (await channel.charge_code(order(code=payer.code()))).outcome is Outcome.PAID
    await channel.close()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("private_key", "", ["没有填应用私钥"]),
        ("private_key", public_pem(APP_KEY), ["应用私钥处填的是公钥", "需要应用私钥"]),
        ("private_key", public_pem("alipay gateway"), ["填的是公钥"]),
        ("private_key", CERTIFICATE, ["填的是证书", "需要应用私钥"]),
        ("private_key", private_pem(APP_KEY)[:400], ["没有复制完整"]),
        ("private_key", "hello 你好", ["不是密钥"]),
        ("private_key", short_pem(), ["1024 位", "2048 位"]),
        ("private_key", curve_pem(), ["不是 RSA"]),
        ("private_key", locked_pem(), ["密码"]),
        ("alipay_key", "", ["没有填支付宝公钥"]),
        ("alipay_key", public_pem(APP_KEY), ["填的是应用公钥", "需要支付宝公钥"]),
        ("alipay_key", private_pem(APP_KEY), ["填的是私钥", "需要支付宝公钥"]),
        ("alipay_key", CERTIFICATE, ["填的是证书", "公钥证书"]),
        ("alipay_key", "x", ["不是公钥"]),
        ("app_id", "2088000000000011", ["商户号", "APPID"]),
        ("app_id", "wx0", ["APPID"]),
        ("seller_id", "2021000000000001", ["填的是 APPID", "PID"]),
        ("seller_id", "", ["PID"]),
        ("gateway", "openapi.alipay.com", ["https://"]),
    ],
)
def test_a_wrong_one_is_named(merchant, field, value, words):
    with pytest.raises(MerchantUnfit) as unfit:
        open_alipay(replace(merchant, **{field: value}))
    assert unfit.value.field == field
    for word in words:
        assert word in unfit.value.sentence
    assert "MII" not in unfit.value.sentence


def test_keys_are_not_shown(merchant):
    assert "MII" not in repr(merchant)


async def test_another_applications_private_key_is_alipays_no(merchant, sandbox, payer):
    channel = open_alipay(replace(merchant, private_key=private_pem("alipay app 2021000000000003")))
    answer = await channel.charge_code(order(code=payer.code()))
    assert (answer.outcome, answer.vendor_code) == (Outcome.REFUSED, "isv.invalid-signature")
    await channel.close()
