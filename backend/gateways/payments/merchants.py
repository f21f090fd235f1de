"""商户: what a merchant needs to speak to a channel, refused at once where a key is of the wrong kind.

A private key in a public key's place, or an Alipay application key where Alipay's own is needed, is the commonest
mistake at set-up; the sentence says which was given and which is needed. Sources: INTEGRATIONS §2.1, §2.3, §3.2.
"""

from dataclasses import dataclass, field

from backend.kit.errors import Refusal


class MerchantUnfit(Refusal):
    """A merchant's number or key is missing or of the wrong kind; ``field`` names the input."""

    code = "PAY-601"
    say = "收款商户设置有误：{problem}"
    status = 422


@dataclass(frozen=True, slots=True)
class WechatMerchant:
    """微信支付商户. ``sub_mchid`` makes us a service provider's sub-merchant (服务商模式).

    ``platform_key`` with its id (``PUB_KEY_ID_…``) is the public-key mode; ``certificates`` (PEM) the platform
    certificates, kept beside it while callbacks migrate; at least one of the two. ``private_key`` is the merchant's
    API key as PKCS#8 PEM, ``serial`` its certificate's number, ``api_v3_key`` 32 bytes.
    """

    mchid: str
    serial: str
    private_key: str = field(repr=False)
    api_v3_key: str = field(repr=False)
    app_id: str  # official account, for JSAPI in H5, Native, H5 and payment codes
    mini_app_id: str = ""
    sub_mchid: str = ""
    sub_app_id: str = ""
    sub_mini_app_id: str = ""
    platform_key_id: str = ""
    platform_key: str = ""
    certificates: tuple[str, ...] = ()
    store_id: str = ""
    gateway: str = "https://api.mch.weixin.qq.com"


@dataclass(frozen=True, slots=True)
class AlipayMerchant:
    """支付宝商户. ``private_key`` is the application's (PKCS#1 or PKCS#8), ``alipay_key`` Alipay's own.

    ``app_auth_token`` lets a service provider act for the seller (代调用).
    """

    app_id: str
    seller_id: str
    private_key: str = field(repr=False)
    alipay_key: str = field(repr=False)
    app_auth_token: str = field(default="", repr=False)
    gateway: str = "https://openapi.alipay.com/gateway.do"
