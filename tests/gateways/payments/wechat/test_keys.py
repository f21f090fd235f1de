"""密钥填错: the sentence says which was configured and which is needed, and what can be mended is."""

import pytest

from backend.gateways.payments import MerchantUnfit, Outcome
from backend.gateways.payments.wechat import open_wechat_pay
from backend.sandbox.rsa_keys import private_pem, public_pem
from backend.sandbox.wechatpay.merchants import certificate_pem, certificate_signer
from tests.gateways.payments.wechat.conftest import merchant_of

OWN = "wechatpay merchant wuxi"
EC = """-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgevZzL1gdAFr88hb2
OF/2NxApJCzGCEDdfSp6VQO30hyhRANCAAQRWz+jn65BtOMvdyHKcvjBeBSDZH2r
1RTwjmYSi9R/zpBnuQ4EiMnCqfMPWiZqB4QdbAd0E7oH50VpuZ1P087G
-----END PRIVATE KEY-----
"""


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("private_key", public_pem(OWN), ("配置的是公钥", "需要商户 API 证书的私钥")),
        ("private_key", certificate_pem(1), ("配置的是证书", "私钥")),
        ("private_key", EC, ("椭圆曲线", "RSA")),
        ("private_key", "nonsense", ("不是 PEM", "私钥")),
        ("private_key", "", ("不是 PEM", "私钥")),
        ("platform_key", private_pem(OWN), ("配置的是私钥", "微信支付公钥")),
        ("platform_key", certificate_pem(1), ("配置的是证书", "微信支付公钥")),
        ("platform_key", public_pem(OWN), ("商户自己的公钥", "微信支付公钥")),
        ("serial", certificate_signer(1).serial, ("平台证书的序列号", "商户 API 证书")),
        ("platform_key_id", "7ABC", ("PUB_KEY_ID_",)),
        ("certificates", (public_pem(OWN),), ("配置的是公钥", "平台证书")),
        ("certificates", (private_pem(OWN, pkcs1=True),), ("PKCS#1", "平台证书")),
        ("api_v3_key", "short", ("32 个字节", "5 个字节")),
        ("api_v3_key", "汉" * 32, ("32 个字节", "96 个字节")),
        ("serial", "PUB_KEY_ID_0123", ("公钥 ID", "商户 API 证书")),
        ("serial", "", ("十六进制",)),
        ("mchid", "19000001O9", ("商户号",)),
        ("sub_mchid", "x", ("子商户号",)),
        ("app_id", "", ("AppID",)),
    ],
)
def test_it_says_what_is_wrong(sandbox, field, value, words):
    with pytest.raises(MerchantUnfit) as unfit:
        open_wechat_pay(merchant_of(sandbox, "wuxi", **{field: value}))
    assert unfit.value.field == field
    assert all(word in unfit.value.sentence for word in words), unfit.value.sentence
    assert "BEGIN" not in unfit.value.sentence


def test_one_kind_of_platform_key_is_needed(sandbox):
    bare = merchant_of(sandbox, "wuxi", platform_key="", platform_key_id="", certificates=())
    with pytest.raises(MerchantUnfit, match="公钥和平台证书都没有配置"):
        open_wechat_pay(bare)


@pytest.mark.parametrize(
    "form",
    [
        private_pem(OWN, pkcs1=True),
        private_pem(OWN).replace("\n", "\r\n"),
        "".join(private_pem(OWN).splitlines()[1:-1]),
        f"\n\n{private_pem(OWN)}\n",
    ],
    ids=["PKCS#1", "CRLF", "bare base64", "blank lines"],
)
async def test_other_forms_of_the_right_key_work(open_till, form):
    till = open_till(private_key=form)
    await till.paid("M2026112001")
    assert (await till.channel.query("M2026112001")).outcome is Outcome.PAID


async def test_another_merchants_private_key_is_refused_by_wechat(open_till):
    till = open_till(private_key=private_pem("wechatpay merchant other"))
    answer = await till.channel.charge_code(till.by_code("M2026112002"))
    assert (answer.outcome, answer.reason, answer.vendor_code) == ("refused", "merchant", "SIGN_ERROR")


def test_no_key_shows_in_a_representation(sandbox):
    assert "PRIVATE" not in repr(merchant_of(sandbox, "wuxi"))
