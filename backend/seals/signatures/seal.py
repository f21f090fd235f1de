"""Sealing a set of papers (加盖电子印章): the station's seal, the platform's, and time-stamps that outlast both."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from hashlib import sha256

from asn1crypto import crl
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate as X509

from backend.gateways.timestamps import TimeStamps
from backend.kit.clock import local, now
from backend.kit.tools import Kit
from backend.seals.certificates.authority import (
    Holder,
    authority_of,
    holder_for_platform,
    holder_for_station,
    private_key,
    revocation_list,
)
from backend.seals.facts import SealedPdf, ToSeal
from backend.seals.models import SealImage
from backend.seals.pictures.picture import Picture, picture_of
from backend.seals.signatures.container import ALGORITHM, KeptKey
from backend.seals.signatures.signing import PLATFORM_FIELD, STATION_FIELD, Seal, Stamped, seal_paper

LOCATION = "车务通"
PLATFORM_REASON = "平台存证：以上内容自盖章后未被改动"


async def seal_set(
    kit: Kit,
    timestamps: TimeStamps | None,
    papers: Sequence[ToSeal],
    *,
    station: str,
    station_name: str,
    reason: str,
) -> list[SealedPdf]:
    """Seal ``papers`` for ``station``, outside any transaction; nothing is kept here.

    With ``timestamps`` the level is B-LTA, and a time-stamp that cannot be had is VendorTrouble: the own clock never
    stands in. Without an authority the level is B-B. Raises SealRevoked and NotSealable.
    """
    holders = [await holder_for_station(kit, station, station_name), await holder_for_platform(kit)]
    # Each holder's own: a new root may come in between the two.
    authorities = [await authority_of(holder) for holder in holders]
    picture = await _picture(kit, station)
    stamped = None if timestamps is None else await _stamped(kit, timestamps, holders, authorities)

    def all_of_them() -> list[tuple[bytes, datetime | None]]:
        ours, platform = (_signer(kit, *one) for one in zip(holders, authorities, strict=True))
        at = local(now())

        async def in_turn() -> list[tuple[bytes, datetime | None]]:
            await ours.prepare()
            await platform.prepare()
            return await asyncio.gather(*(seal_paper(paper.pdf, seals(paper), stamped) for paper in papers))

        def seals(paper: ToSeal) -> tuple[Seal, ...]:
            return (
                Seal(ours, STATION_FIELD, reason, station_name, at, picture, paper.places),
                Seal(platform, PLATFORM_FIELD, PLATFORM_REASON, LOCATION, at),
            )

        return asyncio.run(in_turn())

    made = await kit.pools.in_thread(all_of_them)
    level, serials = "B-LTA" if stamped else "B-B", tuple(holder.serial for holder in holders)
    return [SealedPdf(pdf, sha256(pdf).hexdigest(), level, at, serials) for pdf, at in made]


async def _picture(kit: Kit, station: str) -> Picture | None:
    image = await SealImage.filter(station=station, active=True).order_by("-id").first()
    return await kit.pools.in_thread(picture_of, await kit.objects.get(image.object)) if image else None


async def _stamped(
    kit: Kit, timestamps: TimeStamps, holders: Sequence[Holder], authorities: Sequence[Holder]
) -> Stamped:
    issuers = {one.serial: one for one in authorities}.values()
    ours = [crl.CertificateList.load(await revocation_list(kit, one)) for one in issuers]
    lists = (*ours, *await timestamps.revocation())
    # One token tells how large they are, and brings its authority's certificates with it.
    sample = await timestamps.stamper.async_dummy_response(ALGORITHM)
    sent = {one.chosen.dump(): one.chosen for one in sample["content"]["certificates"] if one.name == "certificate"}
    theirs = sent | {root.dump(): root for root in timestamps.roots}
    certificates = (*(_read(holder.certificate) for holder in (*holders, *issuers)), *theirs.values())
    return Stamped(timestamps.stamper, len(sample.dump()) * 5 // 4, certificates, lists)


@lru_cache(maxsize=64)
def _read(certificate: X509) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))


def _signer(kit: Kit, holder: Holder, authority: Holder) -> KeptKey:
    return KeptKey(_read(holder.certificate), private_key(kit, holder), (_read(authority.certificate),))
