"""平台证书 on the wire: the certificates in force, each encrypted under the merchant's API v3 key. Source: §2.1."""

from typing import Any

from sanic import Blueprint

from backend.sandbox.wechatpay.calls import Call, signed_call
from backend.sandbox.wechatpay.merchants import BEGINS, ENDS, certificate_pem, certificate_signer, certificates_in_force
from backend.sandbox.wechatpay.refusals import WechatPayError
from backend.sandbox.wechatpay.signing import sealed
from backend.sandbox.wechatpay.trades import rfc3339

wire = Blueprint("wechatpay_certificates")


@wire.get("/v3/certificates")
@signed_call
async def certificates(call: Call) -> dict[str, Any]:
    """下载平台证书; a merchant that has only the public key is told that there are none."""
    if not call.merchant.has_certificates:
        raise WechatPayError("RESOURCE_NOT_EXISTS", "无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥")
    return {
        "data": [
            {
                "serial_no": certificate_signer(generation).serial,
                "effective_time": rfc3339(BEGINS.timestamp()),
                "expire_time": rfc3339(ENDS.timestamp()),
                "encrypt_certificate": sealed(
                    call.merchant.api_v3_key, certificate_pem(generation).encode(), "certificate"
                ),
            }
            for generation in certificates_in_force(call.world)
        ]
    }
