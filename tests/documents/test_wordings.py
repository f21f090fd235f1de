"""A city's own words: tried, kept from a day on, remembered by what was made of them."""

import io
from datetime import timedelta

import pikepdf
import pytest

from backend.documents import DocumentKind, changes_in_force, field_names, keep_wording, passages, try_words
from backend.documents.errors import WordsFromThePast, WordsUnchanged, WordsUnusable
from backend.documents.render import GlyphMissing, TextTooLong, render
from backend.documents.render.wording import FIELDS, wording
from backend.documents.wordings import wording_id_in_force, wording_of
from backend.documents.wordings.passages import differences, words_with
from backend.kit import clock
from backend.kit.actor import Actor, Role
from backend.kit.database import unit_of_work

KIND, CITY = DocumentKind.SALES_CONTRACT, "wuxi"
MANAGER = Actor("staff", "manager1", frozenset({Role.MANAGER}))


async def keep(words: dict[str, str], days: int = 0, note: str = "") -> str:
    async with unit_of_work(MANAGER) as work:
        valid_from = clock.today() + timedelta(days=days)
        return await keep_wording(work, KIND, CITY, words, valid_from=valid_from, note=note)


class TestPassages:
    @pytest.mark.parametrize("kind", list(DocumentKind))
    def test_every_field_has_a_chinese_name(self, kind):
        assert set(field_names(kind)) == FIELDS[kind]

    @pytest.mark.parametrize("kind", list(DocumentKind))
    @pytest.mark.parametrize("city", ["default", "fuzhou", "longnan"])
    def test_saying_the_same_changes_nothing(self, kind, city):
        words = {one.key: one.original for one in passages(kind, city)}
        assert differences(kind, city, {key: f"\r\n{text}" for key, text in words.items()}) == {}
        same = words_with(kind, city, words, "x")
        plain = wording(kind, city)
        assert same.texts == plain.texts
        assert same.sections == plain.sections
        assert same.number_scheme == plain.number_scheme


class TestTrying:
    async def test_the_sample_says_it(self, kit):
        made = await try_words(kit, KIND, CITY, {"texts/title": "二手车买卖合同（无锡版）"})
        with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
            assert len(pdf.pages) == made.pages

    @pytest.mark.parametrize(
        ("key", "text", "says"),
        [
            ("texts/title", "", "不能为空"),
            ("texts/title", "合同 {", "花括号"),
            ("texts/title", "合同 {number:wide}", "花括号"),
            ("texts/title", "合同 {nobody}", "{nobody} 不是这种文书的栏目"),
            (
                "texts/title",
                "{numbr} {sellername}",
                "是不是 {number}（文书编号）？{sellername} 不是这种文书的栏目。是不是 {seller_name}",
            ),
            ("texts/title", "合同 {成交价（大写）}", "是不是 {price_words}"),
            ("texts/title", "<nothing>合同", "没有名为 <nothing> 的统一用语"),
            ("texts/title", "合同\U000f0000", "U+F0000"),
            ("texts/headline", "合同", "没有这一段"),
            ("texts/title", "很" * 4001, "4000"),
        ],
    )
    async def test_what_no_document_can_be_made_of_is_refused_by_name(self, kit, key, text, says):
        with pytest.raises((WordsUnusable, GlyphMissing)) as refused:
            await try_words(kit, KIND, CITY, {key: text})
        assert says in refused.value.sentence
        assert refused.value.field == key

    async def test_what_the_form_has_no_room_for_is_refused(self, kit):
        kind = DocumentKind.TRANSFER_CONFIRMATION
        with pytest.raises(TextTooLong):
            await try_words(kit, kind, CITY, {"texts/seller_signature": "原车主或者他的代理人在此处签字" * 60})


class TestKeeping:
    async def test_in_force_from_its_day(self, kit):
        await keep({"texts/title": "合同甲"}, note="按市局要求")
        await keep({"texts/title": "合同乙"}, days=3)
        today = clock.today()
        assert (await changes_in_force(KIND, CITY))["texts/title"] == "合同甲"
        assert (await changes_in_force(KIND, CITY, today + timedelta(days=2)))["texts/title"] == "合同甲"
        assert (await changes_in_force(KIND, CITY, today + timedelta(days=3)))["texts/title"] == "合同乙"
        assert await changes_in_force(KIND, "fuzhou") == {}

    async def test_what_was_made_remembers_its_words(self, kit):
        first = await keep({"terms/vehicle": "旧机动车"})
        await keep({"terms/vehicle": "二手机动车"})
        words = await wording_of(KIND, CITY, first)
        assert "旧机动车" in words.sections[0].heading
        again = render(KIND, None, city=CITY, words=words)
        assert again.sha256 == render(KIND, None, city=CITY, words=await wording_of(KIND, CITY, first)).sha256
        assert again.template_version == f"{wording(KIND, CITY).version}+{clock.today():%y%m%d}.1"
        assert await wording_id_in_force(KIND, CITY) != first

    async def test_back_to_the_original(self, kit):
        await keep({"texts/title": "合同甲"})
        await keep({})
        assert await changes_in_force(KIND, CITY) == {}

    async def test_nothing_changed(self, kit):
        with pytest.raises(WordsUnchanged):
            await keep({})

    async def test_not_for_yesterday(self, kit):
        with pytest.raises(WordsFromThePast):
            await keep({"texts/title": "合同甲"}, days=-1)
