"""What a stranger learns of a document and of a file: in force or not, unchanged or not, and nothing of people."""

import io

import pikepdf
import pytest

from backend.documents import (
    DocumentNotFound,
    NotOnePdf,
    PdfTooLarge,
    compare,
    pdf_of,
    set_facts,
    standing,
    void,
)
from backend.documents.sealing.finish import finish
from tests.support.sets import all_eight, everybody_signs, one_line, shown

CONTRACT = [one for one in all_eight() if one.kind == "sales_contract"]
TWO = [*CONTRACT, *(one for one in all_eight() if one.kind == "commitment_letter")]


async def ids_of(set_id: str) -> list[str]:
    return [one.id for one in (await set_facts(set_id)).documents]


async def sealed(kit, requests=CONTRACT) -> list[str]:
    """A set that is signed and sealed; its documents."""
    set_id = await shown(kit, requests)
    await everybody_signs(set_id)
    await finish(kit, None, set_id)
    return await ids_of(set_id)


async def answer_of(kit, document: str, file: bytes) -> str:
    return (await compare(kit, document, file)).answer


class TestStanding:
    async def test_from_drawn_to_in_force(self, kit):
        set_id = await shown(kit, CONTRACT)
        (name,) = await ids_of(set_id)
        states = [(await standing(name)).state]
        await everybody_signs(set_id)
        states.append((await standing(name)).state)
        await finish(kit, None, set_id)
        states.append((await standing(name)).state)
        assert states == ["signing", "sealing", "in_force"]
        assert (await standing(name)).document.station == "station1"

    async def test_a_superseded_one_leads_to_the_one_in_force(self, kit):
        (old,) = await sealed(kit)
        (between,) = await sealed(kit)
        (new,) = await sealed(kit)
        assert [(await standing(one)).state for one in (old, between, new)] == ["superseded", "superseded", "in_force"]
        assert [(await standing(one)).now.id for one in (old, between)] == [new, new]

    async def test_a_void_one_leads_nowhere(self, kit, work_of):
        (old,) = await sealed(kit)
        (new,) = await sealed(kit)
        async with work_of() as work:
            await void(work, "transfer1", "过户已撤销")
        assert [((await standing(one)).state, (await standing(one)).now) for one in (old, new)] == [("void", None)] * 2

    async def test_one_that_there_is_not(self, kit):
        with pytest.raises(DocumentNotFound):
            await standing("nothing")


class TestComparing:
    async def test_the_original(self, kit):
        (name,) = await sealed(kit)
        assert await answer_of(kit, name, (await pdf_of(kit, name))[1]) == "same"

    async def test_what_was_shown_before_anybody_signed(self, kit):
        set_id = await shown(kit, CONTRACT)
        (name,) = await ids_of(set_id)
        before = (await pdf_of(kit, name))[1]
        assert await answer_of(kit, name, before) == "same"
        await everybody_signs(set_id)
        await finish(kit, None, set_id)
        assert await answer_of(kit, name, before) == "unsigned"

    async def test_an_earlier_and_a_later_version(self, kit):
        (old,) = await sealed(kit)
        (new,) = await sealed(kit)
        found = await compare(kit, new, (await pdf_of(kit, old))[1])
        assert (found.answer, found.document.id, found.document.version) == ("earlier", old, 1)
        assert await answer_of(kit, old, (await pdf_of(kit, new))[1]) == "later"

    async def test_another_paper_of_ours(self, kit):
        contract, letter = await sealed(kit, TWO)
        found = await compare(kit, contract, (await pdf_of(kit, letter))[1])
        assert (found.answer, found.document.id) == ("other", letter)

    @pytest.mark.parametrize("at", [200, -200])
    async def test_one_byte_changed(self, kit, at):
        (name,) = await sealed(kit)
        file = bytearray((await pdf_of(kit, name))[1])
        file[at] ^= 1
        found = await compare(kit, name, bytes(file))
        assert (found.answer, found.seals.verdict) == ("altered", "altered")

    async def test_something_added_behind_the_seal(self, kit):
        (name,) = await sealed(kit)
        file = (await pdf_of(kit, name))[1]
        assert await answer_of(kit, name, file + b"\n% a note") == "altered"

    async def test_a_seal_cut_off_and_something_else_put_behind(self, kit):
        set_id = await shown(kit, CONTRACT)
        (name,) = await ids_of(set_id)
        before = (await pdf_of(kit, name))[1]
        await everybody_signs(set_id)
        await finish(kit, None, set_id)
        found = await compare(kit, name, before + b"\n% forged")
        assert (found.answer, found.document.id) == ("altered", name)

    async def test_saved_anew_by_another_program(self, kit):
        (name,) = await sealed(kit)
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO((await pdf_of(kit, name))[1])) as document:
            document.save(out)
        assert await answer_of(kit, name, out.getvalue()) in ("altered", "foreign")

    @pytest.mark.parametrize("file", [b"nothing of a PDF", b"%PDF-1.4\n%%EOF", b"\0" * 1000, one_line("theirs")])
    async def test_what_is_not_ours(self, kit, file):
        (name,) = await ids_of(await shown(kit, CONTRACT))
        assert await answer_of(kit, name, file) == "foreign"

    @pytest.mark.parametrize("title", [b"\xfe\xff\xd8\x00\x00A", b"\xff\xfe\x00\xd8", b"1 " + b"9" * 300])
    async def test_a_title_that_is_none_is_no_fault(self, kit, title):
        """Half characters and numbers longer than ours: anybody may hand in such a file."""
        (name,) = await ids_of(await shown(kit, CONTRACT))
        out = io.BytesIO()
        with pikepdf.new() as document:
            document.add_blank_page()
            document.docinfo[pikepdf.Name.Title] = pikepdf.String(title)
            document.save(out)
        assert await answer_of(kit, name, out.getvalue()) == "foreign"

    async def test_too_much_and_nothing_are_refused(self, kit):
        (name,) = await ids_of(await shown(kit, CONTRACT))
        with pytest.raises(PdfTooLarge, match="10 MB"):
            await compare(kit, name, b"0" * 10_000_001)
        with pytest.raises(NotOnePdf):
            await compare(kit, name, b"")

    async def test_a_paper_whose_bytes_were_disposed_of_is_still_known_by_its_hash(self, kit):
        (name,) = await sealed(kit)
        whole = (await pdf_of(kit, name))[1]
        for key in [key async for key in kit.objects.keys("documents/")]:
            await kit.objects.delete(key)
        assert await answer_of(kit, name, whole) == "same"
        assert await answer_of(kit, name, whole + b"\n") == "altered"

    async def test_nothing_of_it_is_kept(self, kit):
        (name,) = await sealed(kit)
        before = await kit.objects.total_bytes()
        await compare(kit, name, one_line("a stranger's secret"))
        assert await kit.objects.total_bytes() == before
