"""The certificates that a package is checked with (根证书): the seals' root and the time-stamp authority's.

They are parts like any other, so the manifest's signature vouches for the files; whether a root is the one that was
published, whoever checks must compare.
"""

from asn1crypto import pem

from backend.archive.package.offline import SEAL_ROOTS, STAMP_ROOTS
from backend.archive.package.parts import Material
from backend.gateways.timestamps import TimeStamps
from backend.seals import certificates_of_platform

MEDIA_TYPE = "application/x-pem-file"


async def root_materials(timestamps: TimeStamps | None) -> list[Material]:
    """The roots there are now, as PEM; none is made for it. ``timestamps`` is None where no authority is set."""
    # A root that was renewed stays beside the next, because seals under it still hold: all of them, the newest first.
    seals = "".join(one.pem for one in await certificates_of_platform() if one.kind == "authority")
    stamps = b"".join(pem.armor("CERTIFICATE", one.dump()) for one in (timestamps.roots if timestamps else ()))
    found = (
        (SEAL_ROOTS, "certificate:seals", "电子印章根证书", seals.encode()),
        (STAMP_ROOTS, "certificate:timestamps", "时间戳机构根证书", stamps),
    )
    return [Material(path, kind, "", title, MEDIA_TYPE, data=data) for path, kind, title, data in found if data]
