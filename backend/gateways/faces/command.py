"""``cwt face A B`` and ``cwt models`` (人脸命令): two pictures in, one JSON object out; packs installed and listed.

``cwt face`` answers ``similarity``, ``score``, ``verdict`` (``pass``, ``fail`` or ``ask``, by the thresholds shipped
with the calibration: 80 and 60; a picture with problems is always ``ask``) and ``faces``: for A and B the box, points,
angles and problems. Without models ``verdict`` is ``ask`` and the problems say so. A file that is no picture gives
``{"error": code, "message": Chinese}``.
"""

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any

from backend.gateways.faces.manual import NO_ENGINE
from backend.gateways.faces.packs.calibration import FAIL, PASS, verdict
from backend.gateways.faces.packs.install import install, packs_in
from backend.gateways.faces.packs.pack import Pack, PackUnusable, open_pack
from backend.gateways.faces.views import FACE_PROBLEMS, Face, FaceMatch
from backend.kit.errors import Refusal
from backend.settings import Settings


def compare_files(one: Path, other: Path, settings: Settings, kind: str | None = None) -> dict[str, Any]:
    """Compare two pictures with this process's models; ``kind`` says what ``one`` shows, or the picture tells."""
    pictures = []
    for path in (one, other):
        try:
            pictures.append(path.read_bytes())
        except OSError:
            return {"error": "file_unreadable", "message": f"文件打不开：{path}"}
    if settings.face_models is None or settings.face_provider == "manual":
        return as_json(FaceMatch(problems_card=NO_ENGINE, problems_selfie=NO_ENGINE, provider="manual"))
    from backend.gateways.faces.insightface.match import compare
    from backend.gateways.faces.insightface.models import load

    try:
        pack = open_pack(settings.face_models)
        match = compare(load(pack, threads=2), pack.calibration, pictures[0], pictures[1:], kind)
    except PackUnusable as unusable:
        return {"error": unusable.reason, "message": str(unusable)}
    except Refusal as refusal:
        return {"error": refusal.code, "message": refusal.sentence}
    return as_json(match) | {"version": pack.version}


def as_json(match: FaceMatch) -> dict[str, Any]:
    """The comparison as ``cwt face`` prints it."""
    problems = (match.problems_card, match.problems_selfie)
    return {
        "similarity": match.similarity,
        "score": match.score,
        "verdict": verdict(match.score, any(problems)),
        "thresholds": {"pass": PASS, "fail_below": FAIL},
        "faces": [_face(face, told) for face, told in zip(match.faces, problems, strict=True)],
        "provider": match.provider,
        "version": match.version,
        "took_ms": match.took_ms,
    }


def _face(face: Face | None, problems: tuple[str, ...]) -> dict[str, Any]:
    seen = asdict(face) if face else {"box": None, "points": []}
    return seen | {"problems": list(problems), "sentences": [FACE_PROBLEMS[code] for code in problems]}


def install_models(options: Namespace, settings: Settings) -> dict[str, Any]:
    """Install a pack and say how to use it."""
    into = options.into or settings.folder / "models"
    pack = install(options.source, into, name=options.name, licence=options.licence, sha256=options.sha256)
    return _pack(pack) | {"next": f"CWT_FACE_MODELS={pack.folder}"}


def list_models(options: Namespace, settings: Settings) -> list[dict[str, Any]]:
    """Every pack of the folder and the one in use, verified; a damaged one with what is wrong."""
    used = settings.face_models.resolve() if settings.face_models else None
    folders = {path.resolve() for path in packs_in(options.into or settings.folder / "models")}
    told = []
    for folder in sorted(folders | ({used} if used else set())):
        try:
            answer = _pack(open_pack(folder))
        except PackUnusable as unusable:
            answer = {"folder": str(folder), "error": unusable.reason, "message": str(unusable)}
        told.append(answer | {"in_use": folder == used})
    return told


def _pack(pack: Pack) -> dict[str, Any]:
    return {
        "name": pack.name,
        "folder": str(pack.folder),
        "version": pack.version,
        "licence": pack.licence or None,
        "calibration": pack.calibration.source,
        "files": [asdict(file) for file in pack.files],
    }
