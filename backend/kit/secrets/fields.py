"""Encrypted columns (加密列): a model's attribute is plain, what the database holds is sealed.

The column is binary, and that is what keeps the two apart: Tortoise passes a value through the same method whether it
came from a constructor or from the database, but only the database answers in bytes. A text column would have to
guess by its look, and a person could type something that looks sealed.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any, Literal, TypeVar, overload

from tortoise.fields import Field
from tortoise.models import Model

from backend.kit.errors import Fault
from backend.kit.secrets.cipher import Cipher, SealBroken

VALUE = TypeVar("VALUE")
TEXT = TypeVar("TEXT", str, str | None)

_installed: Cipher | None = None


def install_cipher(cipher: Cipher) -> None:
    """Give every encrypted column of this process its cipher; called once when the application starts."""
    global _installed
    _installed = cipher


def installed_cipher() -> Cipher:
    """The process's cipher; without one no encrypted column can be read or written."""
    if _installed is None:
        raise Fault("no cipher is installed; call install_cipher before using the database")
    return _installed


class Sealed(Field[VALUE]):
    """What both encrypted columns share. ``sealed_as`` keeps an old ``table.column`` after one of them is renamed.

    The seal is bound to the table and column, so that a cell copied into another column does not open there.
    """

    indexable = False
    SQL_TYPE = "BLOB"

    class _db_mysql:
        SQL_TYPE = "LONGBLOB"

    class _db_postgres:
        SQL_TYPE = "BYTEA"

    def __init__(self, *, sealed_as: str | None = None, **kwargs: Any) -> None:
        self.sealed_as = sealed_as
        super().__init__(**kwargs)

    @property
    def context(self) -> bytes:
        """Where this column's cells belong."""
        place = self.sealed_as or f"{self.model._meta.db_table}.{self.source_field or self.model_field_name}"
        return place.encode()

    def to_db_value(self, value: Any, instance: type[Model] | Model) -> Any:
        if isinstance(instance, type):
            # Each sealing differs, so such a filter would match nothing and look like an empty answer.
            raise Fault(f"{self.model_field_name} is encrypted: look it up through its blind index")
        self.validate(value)
        if value is None:
            return None
        cell = urlsafe_b64encode(installed_cipher().seal_cell(self.encode(value), self.context))
        # aiomysql cannot send bytes since PyMySQL 1.2 (github.com/PyMySQL/PyMySQL/issues/1274), hence base64, which it
        # can send as text. SQLite keeps the type it is given, so there it must be bytes to come back as bytes.
        return cell if self.model._meta.db.capabilities.dialect == "sqlite" else cell.decode()

    def to_python_value(self, value: Any) -> Any:
        if isinstance(value, bytes | bytearray | memoryview):
            return self.decode(installed_cipher().open_cell(_unpacked(bytes(value)), self.context))
        return value

    def encode(self, value: Any) -> bytes:
        """The bytes to seal."""
        raise NotImplementedError

    def decode(self, raw: bytes) -> Any:
        """The value those bytes stood for."""
        raise NotImplementedError


def _unpacked(text: bytes) -> bytes:
    try:
        return urlsafe_b64decode(text)
    except ValueError:
        raise SealBroken("not a sealed cell") from None


class EncryptedText(Sealed[TEXT]):
    """A column of text that is encrypted at rest (加密文本列); in Python a ``str``, or None where ``null=True``."""

    field_type = str

    @overload
    def __init__(self: "EncryptedText[str]", *, null: Literal[False] = False, **kwargs: Any) -> None: ...

    @overload
    def __init__(self: "EncryptedText[str | None]", *, null: Literal[True], **kwargs: Any) -> None: ...

    def __init__(self, *, sealed_as: str | None = None, **kwargs: Any) -> None:
        # Tortoise reads this signature to write the field into a migration.
        super().__init__(sealed_as=sealed_as, **kwargs)

    def encode(self, value: Any) -> bytes:
        if not isinstance(value, str):
            raise TypeError(f"{self.model_field_name} takes text, not {type(value).__name__}")
        return value.encode()

    def decode(self, raw: bytes) -> str:
        return raw.decode()


class EncryptedJSON(Sealed[Any]):
    """A column of JSON that is encrypted at rest (加密结构列): in Python dicts, lists, text, numbers, booleans."""

    field_type = dict

    def encode(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def decode(self, raw: bytes) -> Any:
        return json.loads(raw)
