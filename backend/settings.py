"""Every setting of the platform (设置), typed, documented, with a default that is safe on a new machine.

Read once, from the environment (``CWT_…``) over an optional file of ``KEY=value`` lines that ``CWT_SETTINGS`` names.
Nothing else in the project reads the environment.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

PROJECT = Path(__file__).resolve().parent.parent
PREFIX = "CWT_"


class Settings(BaseModel):
    """One immutable set of choices; ``CWT_HOST`` sets ``host`` and so on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = Field("127.0.0.1", description="Address the platform listens on.")
    port: int = Field(8000, description="Port the platform listens on.")
    public_url: str = Field("", description="Address people reach the platform at; stands in QR codes and links.")
    proxies: int = Field(0, description="Trusted reverse proxies in front; without them X-Forwarded-For is ignored.")
    folder: Path = Field(PROJECT / "var", description="Where the database, key ring, objects and uploads live.")
    database_url: str = Field("", description="mysql://user:password@host:3306/name; empty means SQLite in the folder.")
    redis_url: str = Field("", description="redis://host:6379/0; empty means the in-process key-value store.")
    worker: bool = Field(True, description="Run jobs inside the serving process; turn off where workers run apart.")
    reader_processes: int = Field(1, description="Processes that read cards (OCR); each takes about 500 MB.")
    demo: bool = Field(False, description="Demo data and demo accounts are allowed; never on a real site.")
    secure_cookies: bool = Field(True, description="Send cookies over HTTPS only; a loopback demo turns it off.")

    sandbox_url: str = Field("", description="Where the sandbox of outside services listens; empty on a real site.")

    wechat_app_id: str = Field("wxsandbox00000001", description="Mini-program appid.")
    wechat_secret: str = Field("sandbox-mini-secret", description="Mini-program secret.")
    wechat_h5_app_id: str = Field("wxsandbox00000002", description="Official account appid, for H5 login.")
    wechat_h5_secret: str = Field("sandbox-h5-secret", description="Official account secret.")
    wechat_api_url: str = Field("https://api.weixin.qq.com", description="WeChat's server API.")
    wechat_authorise_url: str = Field("https://open.weixin.qq.com", description="WeChat's page for H5 login.")
    wechat_returned_template: str = Field("tmpl-returned", description="Subscribe message: items sent back.")
    wechat_progress_template: str = Field("tmpl-progress", description="Subscribe message: the transfer moved on.")

    sms_access_key: str = Field("sandbox-key", description="Aliyun AccessKeyId.")
    sms_secret: str = Field("sandbox-secret", description="Aliyun AccessKeySecret.")
    sms_endpoint: str = Field("https://dysmsapi.aliyuncs.com", description="Aliyun SMS endpoint.")
    sms_signature: str = Field("车务通", description="Approved SMS signature.")
    sms_code_template: str = Field("SMS_CODE", description="Approved template of the verification code.")
    sms_sign_template: str = Field(
        "SMS_SIGN", description="Approved notice of the signing code: deal, fingerprint, code."
    )

    pay_notify_url: str = Field("", description="Address channels reach us at with notices; empty: public_url.")
    pay_qr_minutes: int = Field(15, ge=6, le=120, description="Minutes that a QR code or prepaid order may be paid.")
    pay_most_fen: int = Field(10_000_000, ge=1, description="Most that one charge or tariff may be, in fen.")
    pay_clerk_reduction_fen: int = Field(0, ge=0, description="Most that clerks may reduce one order by; 0: never.")
    pay_refund_confirm_fen: int = Field(50_000, ge=0, description="Refunds above this need a second person, in fen.")

    timestamp_url: str = Field("", description="Time-stamp authority (RFC 3161); empty: seals carry no time-stamp.")
    timestamp_ca: Path | None = Field(None, description="PEM file of time-stamp roots; keep old ones in it.")
    timestamp_user: str = Field("", description="User name at the time-stamp authority, where it asks for one.")
    timestamp_password: str = Field("", description="Password at the time-stamp authority.")
    seal_patience_minutes: int = Field(10, description="Sealing that waits longer than this is an alarm.")

    pkcs11_module: str = Field("", description="Library of a PKCS#11 token (.so) for seals' keys; empty: the key ring.")
    pkcs11_token: str = Field("", description="Label of the token.")
    pkcs11_pin: str = Field("", description="User PIN of the token.")

    cipher: Literal["aes", "sm4"] = Field("aes", description="Seals new data: AES-256-GCM, or SM4-GCM (国密).")
    kms_key_id: str = Field("", description="Aliyun KMS key that wraps the key ring's file; empty: it lies in plain.")
    kms_endpoint: str = Field("https://kms.cn-hangzhou.aliyuncs.com", description="Aliyun KMS endpoint.")
    kms_region: str = Field("cn-hangzhou", description="Region of Aliyun KMS.")
    kms_access_key: str = Field("sandbox-key", description="Aliyun AccessKeyId for KMS.")
    kms_secret: str = Field("sandbox-secret", description="Aliyun AccessKeySecret for KMS.")
    vault_store: Literal["local", "oss"] = Field("local", description="Where sealed archives lie: folder or OSS.")
    oss_endpoint: str = Field("https://oss-cn-hangzhou.aliyuncs.com", description="Aliyun OSS endpoint.")
    oss_region: str = Field("cn-hangzhou", description="Region of the OSS buckets, which signatures name.")
    oss_bucket: str = Field("chewutong-vault", description="Bucket of sealed archives, of its own: locks cover it all.")
    oss_backup_bucket: str = Field("chewutong-backup", description="Bucket of backups; never the archives' one.")
    oss_access_key: str = Field("sandbox-key", description="Aliyun AccessKeyId for OSS.")
    oss_secret: str = Field("sandbox-secret", description="Aliyun AccessKeySecret for OSS.")
    oss_retention_days: int = Field(0, description="Days the archives' bucket must be locked for; 0: no lock expected.")

    authority_provider: Literal["off", "aliyun"] = Field("off", description="公安认证: off, or Aliyun cloudauth.")
    authority_endpoint: str = Field("https://cloudauth.aliyuncs.com", description="Aliyun cloudauth endpoint.")
    authority_access_key: str = Field("sandbox-key", description="Aliyun AccessKeyId for cloudauth.")
    authority_secret: str = Field("sandbox-secret", description="Aliyun AccessKeySecret for cloudauth.")
    authority_scene_id: str = Field("1000000006", description="Scene of cloudauth's console (认证场景 ID), for faces.")
    authority_hashed: bool = Field(False, description="Names and numbers leave as MD5 only; 公安人像比对 is then off.")
    authority_phone_reasons: bool = Field(True, description="Buy the phone answer that says what differs (详版).")
    authority_person_fen: int = Field(30, ge=0, description="Price of one name-and-number answer, in fen.")
    authority_phone_fen: int = Field(40, ge=0, description="Price of one phone answer, in fen.")
    authority_face_fen: int = Field(100, ge=0, description="Price of one face answer, in fen.")
    authority_compare_fen: int = Field(30, ge=0, description="Price of one comparison of two faces, in fen.")
    authority_liveness_fen: int = Field(30, ge=0, description="Price of one answer whether a face is alive, in fen.")
    authority_daily_fen: int = Field(
        20_000, ge=0, description="Most that a day's answers of Aliyun (cards too) may cost, in fen; 0: no limit."
    )

    card_reader: Literal["rapid", "aliyun", "both"] = Field("rapid", description="Who reads cards; both: two opinions.")
    ocr_endpoint: str = Field("https://ocr-api.cn-hangzhou.aliyuncs.com", description="Aliyun OCR endpoint.")
    ocr_access_key: str = Field("sandbox-key", description="Aliyun AccessKeyId for OCR.")
    ocr_secret: str = Field("sandbox-secret", description="Aliyun AccessKeySecret for OCR.")
    ocr_card_fen: int = Field(10, ge=0, description="Price of one card that Aliyun reads, in fen.")

    backup_folder: str = Field("", description="Daily backups: a folder on another disk, or oss:prefix; empty: none.")
    backup_month_folder: str = Field("", description="Association's monthly archives; empty: beside the daily backups.")
    backup_hour: int = Field(2, ge=0, le=23, description="Hour of the day (Beijing) at which the daily backup begins.")

    face_provider: Literal["auto", "insightface", "manual", "aliyun"] = Field(
        "auto", description="Who compares faces; auto: insightface where face_models names a pack, else the clerk."
    )
    face_models: Path | None = Field(None, description="Folder of the face models' pack (cwt models, docs/faces.md).")
    liveness_provider: Literal["local", "aliyun", "manual"] = Field(
        "local", description="Who judges a guided capture (真人检测): our rules, they and Aliyun, or the clerk."
    )
    face_processes: int = Field(1, description="Processes that compare faces; each takes about 250 MB.")

    evidence_budget: int = Field(16_000_000, description="Bytes of pictures that one transfer's party may send.")
    face_image_retention_days: int = Field(
        0, ge=0, description="Days that frames of a guided capture stay after their verdict; 0: gone at once."
    )
    access_code_days: int = Field(7, description="Days that an access code lives (采集接入码有效期).")
    evidence_years: int = Field(10, description="Years that a finished transfer is kept; DOMAIN §11 retention table.")

    @property
    def database(self) -> str:
        """The database's URL, SQLite in the folder unless another was named."""
        return self.database_url or f"sqlite://{self.folder / 'chewutong.sqlite3'}"

    @property
    def pays_for_answers(self) -> bool:
        """Whether any check or reading is asked of somebody who charges for it."""
        return (
            "aliyun" in (self.authority_provider, self.face_provider, self.liveness_provider)
            or self.card_reader != "rapid"
        )

    @property
    def address(self) -> str:
        """The address people reach the platform at, without a closing slash."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")


def settings_from(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings. An unknown ``CWT_`` name is pointed out, because a typo would silently keep the default."""
    source: Mapping[str, str] = os.environ if environment is None else environment
    values: dict[str, str] = {}
    if file := source.get(PREFIX + "SETTINGS"):
        values |= _lines_of(Path(file))
    values |= {name: text for name, text in source.items() if name.startswith(PREFIX)}
    known = {name: text for name, text in values.items() if name.removeprefix(PREFIX).lower() in Settings.model_fields}
    for name in sorted(values.keys() - known.keys()):
        if not name.startswith(OTHERS):
            print(f"注意：没有名为 {name} 的设置，已忽略。", file=sys.stderr)
    return Settings.model_validate({name.removeprefix(PREFIX).lower(): text for name, text in known.items()})


# Names that begin like settings and belong to somebody else: this reader's file, the sandbox's, the tests'.
OTHERS = ("CWT_SETTINGS", "CWT_SANDBOX_AUTHENTICATOR", "CWT_TEST_")


def _lines_of(file: Path) -> dict[str, str]:
    pairs = (line.split("=", 1) for line in file.read_text().splitlines() if "=" in line and not line.startswith("#"))
    return {name.strip(): text.strip() for name, text in pairs}
