"""Installing a pack of face models (安装人脸模型包): from a folder, an archive or an address, when an operator asks.

The only place that fetches models, and never for a request. Nothing is installed without a licence note: research
weights lie on the net beside free ones, and only the operator can know what was agreed.
"""

import shutil
import tarfile
import tempfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any, Final

import httpx

from backend.gateways.faces.packs.calibration import BadCalibration, Calibration
from backend.gateways.faces.packs.pack import MANIFEST, Pack, PackFile, known_calibration, open_pack, sha256_of, written
from backend.kit.errors import Fault

_LARGEST: Final = 2_000_000_000  # bytes: the largest public pack has 0.4 GB
_PATIENCE_S: Final = 60.0
_LICENCES: Final = ("LICENSE", "LICENSE.txt", "LICENSE.md", "LICENCE", "MODEL.LICENSE")


class NotInstalled(Fault):
    """The pack could not be installed (模型包未安装); the text says why and what to do."""


def install(source: str, into: Path, *, name: str = "", licence: str = "", sha256: str = "") -> Pack:
    """Copy the models of ``source`` (folder, .zip, .tar.gz, or an https address of one) to ``into``/name.

    ``sha256`` is what the archive must have, required for an address. ``licence`` is the operator's note; without it
    the pack must bring its own (``pack.toml`` or a licence file). Raises :class:`NotInstalled` and ``PackUnusable``,
    and then leaves nothing behind.
    """
    with tempfile.TemporaryDirectory(prefix="cwt-models-") as scratch:
        found = _unpacked(source, Path(scratch), sha256.lower())
        own = _own_manifest(found)
        licence = licence or str(own.get("licence", "")) or _licence_file(found)
        if not licence:
            raise NotInstalled('模型包没有许可说明。请核实使用许可后，用 --licence "许可说明" 写明再安装。')
        name = name or str(own.get("name", "")) or _name_of(source)
        if not name or name.startswith(".") or set(name) & set('/\\\0"'):
            raise NotInstalled(f"模型包名称不能用作目录名：{name!r}，请用 --name 另起一个。")
        goal = into / name
        if goal.exists():
            raise NotInstalled(f"已有同名模型包：{goal}。请先移走它，或用 --name 另起一个名字。")
        into.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=".installing-", dir=into))
        try:
            files = tuple(_copied(path, fresh) for path in sorted(found.glob("*.onnx")))
            _agree(own, files)
            (fresh / MANIFEST).write_text(written(name, licence, files, _calibration(own, files)), encoding="utf-8")
            open_pack(fresh)
            fresh.chmod(0o755)
            fresh.rename(goal)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
    return open_pack(goal)


def packs_in(folder: Path) -> list[Path]:
    """The folders below ``folder`` that hold models, by name; ``folder`` itself when it does."""
    if any(folder.glob("*.onnx")):
        return [folder]
    return sorted(path for path in folder.glob("*/") if not path.name.startswith(".") and any(path.glob("*.onnx")))


def _unpacked(source: str, scratch: Path, sha256: str) -> Path:
    """The folder in which the source's models lie."""
    if source.startswith(("https://", "http://")):
        if not sha256:
            raise NotInstalled("从网址安装必须用 --sha256 给出文件的校验值，以免装上被替换的模型。")
        path = _fetched(source, scratch)
    else:
        path = Path(source).expanduser()
    if path.is_dir():
        return _folder_of_models(path)
    if not path.is_file():
        raise NotInstalled(f"没有这个文件或目录：{source}")
    if sha256 and sha256_of(path) != sha256:
        raise NotInstalled("文件的 SHA-256 校验值不符，可能下载不完整或被替换，没有安装。")
    inside = scratch / "unpacked"
    inside.mkdir()
    try:
        if zipfile.is_zipfile(path):
            _unzip(path, inside)
        elif tarfile.is_tarfile(path):
            _untar(path, inside)
        else:
            raise NotInstalled(f"不是模型目录，也不是 zip 或 tar 压缩包：{source}")
    except (zipfile.BadZipFile, tarfile.TarError, OSError, EOFError) as broken:
        raise NotInstalled(f"压缩包无法解开（{type(broken).__name__}）：{source}") from None
    return _folder_of_models(inside)


def _fetched(address: str, scratch: Path) -> Path:
    path = scratch / "download"
    try:
        with (
            httpx.stream("GET", address, follow_redirects=True, timeout=_PATIENCE_S) as answer,
            path.open("wb") as file,
        ):
            answer.raise_for_status()
            for piece in answer.iter_bytes():
                file.write(piece)
                if file.tell() > _LARGEST:
                    raise NotInstalled("文件超过 2 GB，不像人脸模型包，已停止下载。")
    except (httpx.HTTPError, httpx.InvalidURL) as no:
        raise NotInstalled(f"下载失败（{type(no).__name__}），请检查网址和网络。") from None
    return path


def _unzip(path: Path, inside: Path) -> None:
    """Only models, manifest and licence, by their bare names: whatever paths the archive holds lead nowhere else."""
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            if not entry.is_dir() and _wanted(entry.filename):
                with archive.open(entry) as read:
                    _written(read, inside / Path(entry.filename).name)


def _untar(path: Path, inside: Path) -> None:
    with tarfile.open(path) as archive:
        for entry in archive:
            if entry.isfile() and _wanted(entry.name):
                read = archive.extractfile(entry)
                if read is not None:
                    with read:
                        _written(read, inside / Path(entry.name).name)


def _wanted(name: str) -> bool:
    last = Path(name).name
    return last.endswith(".onnx") or last == MANIFEST or last in _LICENCES


def _written(read: Any, path: Path) -> None:
    with path.open("xb") as file:
        while piece := read.read(1 << 20):
            file.write(piece)
            if file.tell() > _LARGEST:
                raise NotInstalled("压缩包里的文件超过 2 GB，没有安装。")


def _folder_of_models(folder: Path) -> Path:
    found = packs_in(folder)
    if len(found) == 1:
        return found[0]
    raise NotInstalled(f"{folder} 里{'有不止一个模型包，请指明其中一个' if found else '没有 .onnx 模型文件'}。")


def _own_manifest(folder: Path) -> dict[str, Any]:
    try:
        return tomllib.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as wrong:
        raise NotInstalled(f"模型包自带的 {MANIFEST} 无法读取（{wrong}）。") from None


def _licence_file(folder: Path) -> str:
    """The beginning of the licence that lies in the pack."""
    for name in _LICENCES:
        path = folder / name
        if path.is_file():
            return path.read_text(encoding="utf-8", errors="replace").strip()[:2000]
    return ""


def _name_of(source: str) -> str:
    last = source.rstrip("/").rsplit("/", 1)[-1]
    for ending in (".zip", ".tgz", ".tar.gz", ".tar"):
        last = last.removesuffix(ending)
    return last


def _copied(path: Path, into: Path) -> PackFile:
    copy = into / path.name
    shutil.copyfile(path, copy)
    return PackFile(path.name, sha256_of(copy), copy.stat().st_size)


def _agree(own: dict[str, Any], files: tuple[PackFile, ...]) -> None:
    """Whether the files are those that the pack's own manifest names."""
    if "file" not in own:
        return
    try:
        listed = {(str(file["name"]), str(file["sha256"])) for file in own["file"]}
    except (KeyError, TypeError):
        raise NotInstalled(f"模型包自带的 {MANIFEST} 缺少文件名或校验值。") from None
    if listed != {(file.name, file.sha256) for file in files}:
        raise NotInstalled("模型文件与模型包自带的清单不符，可能已损坏或被替换，没有安装。")


def _calibration(own: dict[str, Any], files: tuple[PackFile, ...]) -> Calibration:
    """The maker's own calibration where the pack brings one."""
    if "calibration" not in own:
        return known_calibration(files)
    try:
        return Calibration(tuple((float(x), float(y)) for x, y in own["calibration"]["points"]), "pack")
    except (KeyError, TypeError, ValueError, BadCalibration) as wrong:
        raise NotInstalled(f"模型包自带的相似度换算表有误（{wrong}），没有安装。") from None
