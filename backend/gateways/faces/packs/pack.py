"""A pack of face models (人脸模型包): a folder with a detector, a recogniser and, when installed by us, ``pack.toml``.

The manifest names every file with its SHA-256 and size, the licence under which the operator uses it, and the
calibration. A folder without a manifest works too: its files are then taken as they are, and whichever calibration we
know for the recogniser's checksum applies, or the generic one.
"""

import hashlib
import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from backend.gateways.faces.packs.calibration import GENERIC, KNOWN, BadCalibration, Calibration
from backend.kit.errors import Fault

MANIFEST: Final = "pack.toml"
_PIECE: Final = 1 << 20


class PackUnusable(Fault):
    """The folder holds no usable pack (人脸模型包不可用); ``reason`` is a stable code, the text says what to do."""

    def __init__(self, reason: str, text: str) -> None:
        self.reason = reason
        super().__init__(text)


@dataclass(frozen=True, slots=True)
class PackFile:
    """One model file: its name in the folder, SHA-256 in hex, size in bytes."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack whose files were all found and matched their checksums."""

    folder: Path
    name: str
    licence: str
    files: tuple[PackFile, ...]
    calibration: Calibration

    @property
    def version(self) -> str:
        """Name and checksum, and a word of warning where nobody measured the recogniser."""
        whole = hashlib.sha256("".join(sorted(file.sha256 for file in self.files)).encode()).hexdigest()
        told = f"{self.name} {whole[:12]}"
        return f"{told} (generic calibration)" if self.calibration.source == "generic" else told


def open_pack(folder: Path) -> Pack:
    """Read and verify the pack in ``folder``. Raises :class:`PackUnusable`."""
    if not folder.is_dir():
        raise PackUnusable("pack_missing", f"人脸模型目录不存在：{folder}，请检查 CWT_FACE_MODELS。")
    files = _files(folder)
    if not files:
        raise PackUnusable("pack_empty", f"目录里没有 .onnx 模型文件：{folder}，请用 cwt models install 安装模型包。")
    if not (folder / MANIFEST).is_file():
        return Pack(folder, folder.name, "", files, known_calibration(files))
    try:
        manifest = tomllib.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        listed = {(str(file["name"]), str(file["sha256"]), int(file["size"])) for file in manifest["file"]}
        points = tuple((float(x), float(y)) for x, y in manifest["calibration"]["points"])
        pack = Pack(
            folder,
            str(manifest["name"]),
            str(manifest["licence"]),
            files,
            Calibration(points, str(manifest["calibration"]["source"])),
        )
    except (OSError, UnicodeDecodeError, KeyError, TypeError, ValueError, BadCalibration) as wrong:
        raise PackUnusable(
            "manifest_malformed", f"{folder / MANIFEST} 无法读取（{wrong}），请重新安装模型包。"
        ) from None
    if wrong_files := listed ^ {(file.name, file.sha256, file.size) for file in files}:
        names = "、".join(sorted({name for name, _, _ in wrong_files}))
        raise PackUnusable("pack_damaged", f"模型文件与清单不符（{names}），可能已损坏或被替换，请重新安装模型包。")
    return pack


def known_calibration(files: tuple[PackFile, ...]) -> Calibration:
    """The calibration that we measured for one of the files, or the generic one."""
    return next(
        (Calibration(KNOWN[file.sha256], "known") for file in files if file.sha256 in KNOWN),
        Calibration(GENERIC, "generic"),
    )


def written(name: str, licence: str, files: tuple[PackFile, ...], calibration: Calibration) -> str:
    """The text of a ``pack.toml``."""
    text = [f"name = {_quoted(name)}", f"licence = {_quoted(licence)}", "", "[calibration]"]
    text += [f"source = {_quoted(calibration.source)}", f"points = {[[x, y] for x, y in calibration.points]}"]
    for file in files:
        text += ["", "[[file]]", f"name = {_quoted(file.name)}", f"sha256 = {_quoted(file.sha256)}"]
        text += [f"size = {file.size}"]
    return "\n".join(text) + "\n"


def sha256_of(path: Path) -> str:
    """SHA-256 of a file in hex, read in pieces."""
    total = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            total.update(piece)
    return total.hexdigest()


def _files(folder: Path) -> tuple[PackFile, ...]:
    paths = sorted(path for path in folder.glob("*.onnx") if path.is_file())
    return tuple(PackFile(path.name, sha256_of(path), path.stat().st_size) for path in paths)


def _quoted(text: str) -> Any:
    # TOML's basic strings escape as JSON's do.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
