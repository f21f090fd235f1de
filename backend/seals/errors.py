"""What the slice refuses (电子印章拒绝)."""

from backend.kit.errors import Fault, Refusal


class NoSuchCertificate(Refusal):
    """No certificate of that serial (证书不存在)."""

    code = "SEAL-101"
    status = 404
    say = "没有这个序列号的证书，请返回证书列表重新选择。"


class AlreadyRevoked(Refusal):
    """The certificate was revoked before (证书已吊销)."""

    code = "SEAL-102"
    say = "这张证书此前已经吊销，无需再次操作；需要继续盖章请签发新证书。"


class AuthorityStays(Refusal):
    """The authority's own certificate cannot be revoked by its own list (根证书不能吊销)."""

    code = "SEAL-103"
    say = "根证书不能在这里吊销。如怀疑根密钥泄露，请由系统管理员按《密钥》文档更换密钥。"


class RevocationNeedsReason(Refusal):
    """A revocation without a reason (吊销未写原因)."""

    code = "SEAL-104"
    status = 422
    say = "请写明吊销证书的原因（2 至 200 字），将记入审计记录。"


class SealRevoked(Refusal):
    """The newest certificate of the station (or the platform) was revoked, and none issued since (证书已吊销)."""

    code = "SEAL-105"
    say = "{name}的印章证书已吊销，暂不能盖章。请管理员在“印章与证书”页签发新证书，之后系统会自动继续盖章。"


class NotSealable(Fault):
    """The PDF cannot be sealed: broken, encrypted, or a place lies outside of its pages (文书无法盖章)."""


class TokenTrouble(Fault):
    """The PKCS#11 token is absent, refuses the PIN, or lacks a key that a certificate names (密码设备故障)."""


class SealNameUndrawable(Refusal):
    """No seal can be drawn of these words (无法生成图样)."""

    code = "SEAL-201"
    status = 422
    say = "无法生成公章图样：{why}。请改用“上传图样”。"


class SealImageMissing(Refusal):
    """No file came with the form (未选择文件)."""

    code = "SEAL-202"
    status = 422
    say = "请选择公章图样文件：PNG 格式、背景透明。"


class SealImageTooLarge(Refusal):
    """More bytes or pixels than a seal's picture needs (图样过大)."""

    code = "SEAL-203"
    status = 413
    say = "公章图样{what}。请导出边长 600 至 3000 像素、不超过 {megabytes} MB 的 PNG 后重新上传。"


class SealImageNotPng(Refusal):
    """The file is no PNG, or a moving one (不是 PNG)."""

    code = "SEAL-204"
    status = 415
    say = "公章图样须为 PNG 图片，这个文件是{kind}。{fix}"


class SealImageBroken(Refusal):
    """Cut short, or damaged inside (图样损坏)."""

    code = "SEAL-205"
    status = 422
    say = "公章图样文件不完整或已损坏，打不开。请重新导出 PNG 后上传。"


class SealImageOpaque(Refusal):
    """No transparency, or hardly any: it would cover the words under it (图样背景不透明)."""

    code = "SEAL-206"
    status = 422
    say = "公章图样的背景不透明，盖上去会遮住文字。请用抠图工具去掉白底，存为背景透明的 PNG 后重新上传。"


class SealImageEmpty(Refusal):
    """Nothing, or nearly nothing, is to be seen on it (图样空白)."""

    code = "SEAL-207"
    status = 422
    say = "公章图样上几乎没有内容。请确认导出时印章图层可见，再重新上传。"


class SealImageTooSmall(Refusal):
    """Too few pixels to print 42 mm (图样过小)."""

    code = "SEAL-208"
    status = 422
    say = "公章图样去掉空边后只有 {width}×{height} 像素，打印会模糊。请提供边长不少于 {least} 像素的图样。"


class SealImageElongated(Refusal):
    """Far from round or oval: a screenshot, or two seals side by side (图样形状不对)."""

    code = "SEAL-209"
    status = 422
    say = "公章图样宽高相差太大（{width}×{height}），不像一枚印章。请只保留一枚印章，裁掉其他内容后重新上传。"


class SealImageUnknown(Refusal):
    """No picture of that number at that station (图样不存在)."""

    code = "SEAL-210"
    status = 404
    say = "没有这张公章图样，请刷新页面后重新选择。"


class SealsAreNotDrawn(Refusal):
    """Only a demo draws seals: a real station's seal is filed with the police and uploaded (不生成真实公章)."""

    code = "SEAL-211"
    status = 403
    say = "正式环境不生成公章图样，请上传本单位已备案的公章图样。"


class TimeStampsSilent(Refusal):
    """The time-stamp authority did not answer a trial as it must (时间戳服务异常)."""

    code = "SEAL-212"
    status = 503
    say = "时间戳服务没有正常回答（{reason}）。待盖章的文书会一直等待并自动重试；请检查网络或联系时间戳服务商。"


class TimeStampsUnset(Refusal):
    """No time-stamp authority is set (未设置时间戳服务)."""

    code = "SEAL-213"
    say = "还没有设置时间戳服务。请系统管理员在设置文件中填写 CWT_TIMESTAMP_URL 和 CWT_TIMESTAMP_CA 后重启。"
