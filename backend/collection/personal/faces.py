"""Of how many persons a face is stored (存储人脸信息人数), which must be filed from a number on.

人脸识别技术应用安全管理办法 (2025) art. 15: at 100,000 persons, within 30 working days, with the provincial office;
DOMAIN §11 warns at 80,000. Persons are told apart by the blind index of their identity number: who came ten times is
one. Somebody whose number is not known yet is counted by account, so that never fewer are counted than there are.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from backend.collection.models import Collection, Evidence
from backend.collection.personal.find import PAGE, holder_part, numbers_in_force
from backend.kit.tools import Kit

FILING_AT, WARN_AT = 100_000, 80_000
# Counting reads a row of everybody; whoever opens a page need not know it to the minute.
COUNTED_FOR: Final = timedelta(minutes=10)
CACHE: Final = "collection-stored-faces"


@dataclass(frozen=True, slots=True)
class StoredFaces:
    """Persons, and the sides on which their pictures lie."""

    persons: int
    sides: int

    @property
    def warning(self) -> str:
        """What an administrator must do, in a sentence; empty below the first line."""
        told = f"存有人脸照片的人数已达 {self.persons:,} 人"
        duty = "30 个工作日内向省级网信部门备案（《人脸识别技术应用安全管理办法》第十五条）"
        if self.persons >= FILING_AT:
            return f"{told}：须自达到 {FILING_AT:,} 人之日起 {duty}。"
        if self.persons >= WARN_AT:
            return f"{told}，接近 {FILING_AT:,} 人：达到后须在 {duty}，请现在开始准备材料。"
        return ""


async def stored_faces(kit: Kit) -> StoredFaces:
    """Count now."""
    sides = await Evidence.with_face()
    persons: set[str] = set()
    agents: dict[str, str] = {}
    for start in range(0, len(sides), PAGE):
        for row in await Collection.filter(public_id__in=sides[start : start + PAGE]):
            if holder_part(row) == "agent":
                agents[row.public_id] = row.owner
            else:
                persons.add(row.identity_index or f"account:{row.owner}")
    async for name, number in numbers_in_force("agent", list(agents)):
        persons.add(kit.blind.of("identity", number))
        del agents[name]
    persons |= {f"account:{owner}" for owner in agents.values()}
    return StoredFaces(len(persons), len(sides))


async def stored_faces_lately(kit: Kit) -> StoredFaces:
    """As counted within the last ten minutes, for pages."""
    if known := await kit.keyvalue.get(CACHE):
        persons, _, sides = known.partition("/")
        return StoredFaces(int(persons), int(sides))
    counted = await stored_faces(kit)
    await kit.keyvalue.set(CACHE, f"{counted.persons}/{counted.sides}", ttl=COUNTED_FOR)
    return counted
