"""Accounts at the simulated vendors (沙箱账号): what the platform's settings must name to be let in.

The same words are the platform's defaults; none of them opens anything outside the sandbox.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WechatApp:
    """One registered app: its id and the secret that proves it."""

    app_id: str
    secret: str


@dataclass(frozen=True, slots=True)
class Accounts:
    """The accounts this sandbox knows; anything else is refused as the vendor would refuse it."""

    mini_program: WechatApp = WechatApp("wxsandbox00000001", "sandbox-mini-secret")
    official: WechatApp = WechatApp("wxsandbox00000002", "sandbox-h5-secret")
    aliyun_key_id: str = "sandbox-key"
    aliyun_key_secret: str = "sandbox-secret"  # noqa: S105 - opens nothing outside the sandbox
    oss_buckets: frozenset[str] = frozenset({"chewutong-vault", "chewutong-backup"})
    kms_keys: frozenset[str] = frozenset({"key-sandbox-cwt", "key-sandbox-next"})
    cloudauth_scenes: frozenset[str] = frozenset({"1000000006"})
    sms_sign_names: frozenset[str] = frozenset({"车务通"})
    mini_program_pages: frozenset[str] = frozenset({"pages/index/index", "pages/collect/collect", "pages/task/task"})

    def wechat_app(self, app_id: str) -> WechatApp | None:
        """The app of that id, if this sandbox knows it."""
        return {app.app_id: app for app in (self.mini_program, self.official)}.get(app_id)
