"""Words are data: a city changes what differs, a document remembers the version, a broken template is found at once."""

import shutil

import pytest

from backend.documents.render import DocumentKind, NumberSchemeBroken, TemplateBroken, render, wording
from backend.documents.render.sample import confirmation, contract
from backend.documents.render.wording import ROOT
from tests.documents.render.tools import text_of

CONFIRMATION, CONTRACT = DocumentKind.TRANSFER_CONFIRMATION, DocumentKind.SALES_CONTRACT


@pytest.fixture
def root(tmp_path):
    """A copy of the templates with an empty city."""
    shutil.copytree(ROOT, tmp_path / "documents")
    (tmp_path / "documents" / "testcity").mkdir()
    return tmp_path / "documents"


def city_file(root, text: str, kind=CONFIRMATION):
    (root / "testcity" / f"{kind}.toml").write_text(text, encoding="utf-8")
    return wording(kind, "testcity", root=root)


class TestWords:
    @pytest.mark.parametrize("kind", DocumentKind)
    @pytest.mark.parametrize("city", sorted(path.name for path in ROOT.iterdir() if path.is_dir()))
    def test_it_works(self, kind, city):
        assert wording(kind, city).texts["title"]

    def test_the_article_that_forbids_cars_is_template_text(self, tmp_path):
        default = text_of(render(CONFIRMATION, confirmation()).pdf, tmp_path)
        fuzhou = text_of(render(CONFIRMATION, confirmation(), city="fuzhou").pdf, tmp_path)
        assert "《二手车流通管理办法》第二十条禁止交易" in default
        assert "《二手车流通管理办法》第二十三条禁止交易" in fuzhou

    def test_a_city_may_call_the_contract_by_its_own_name(self, tmp_path):
        text = text_of(render(CONTRACT, contract(), city="longnan").pdf, tmp_path)
        assert "旧机动车买卖合同" in text
        assert "第一条旧机动车基本情况" in text

    def test_a_city_without_words_uses_the_default_ones(self):
        assert wording(CONTRACT, "nowhere").texts == wording(CONTRACT).texts

    def test_a_city_replaces_one_text_and_the_version_says_so(self, root):
        made = city_file(root, 'version = "3"\n[texts]\nbuyer = "买受人"')
        assert (made.texts["buyer"], made.texts["seller"]) == ("买受人", "卖方")
        assert made.version == f"{wording(CONFIRMATION).version}+testcity.3"
        assert render(CONFIRMATION, None, words=made).template_version == made.version

    @pytest.mark.parametrize(
        "kind",
        [
            DocumentKind.REGISTRATION_APPLICATION,
            DocumentKind.REGISTRATION_POWER_OF_ATTORNEY,
            DocumentKind.SELLER_POWER_OF_ATTORNEY,
            DocumentKind.BUYER_POWER_OF_ATTORNEY,
            DocumentKind.COMMITMENT_LETTER,
        ],
    )
    def test_a_city_says_转让_for_转移_by_one_term(self, root, kind, tmp_path):
        words = city_file(root, 'version = "1"\n[terms]\ntransfer = "转让"', kind)
        text = text_of(render(kind, None, words=words).pdf, tmp_path)
        assert "转让登记" in text and "转移" not in text

    def test_a_city_replaces_one_article_in_its_place(self, root):
        words = city_file(
            root, 'version="1"\n[[section]]\nid="article_6"\nheading="第六条　附则"\nparagraphs=["无。"]', CONTRACT
        )
        assert [s.id for s in words.sections] == [f"article_{n}" for n in range(1, 8)]
        assert words.sections[5].paragraphs == ("无。",)


class TestRefused:
    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ('version = "1"\n[texts]\nbuyer = "{nonsense}"', "nonsense"),
            ('version = "1"\n[texts]\nbuyer = "{market_name"', "stray brace"),
            ('version = "1"\n[texts]\nbuyre = "买方"', "buyre"),
            ('version = "1"\n[terms]\narticle = "第一条"', "article"),
            ('version = "1"\ntitle = "x"', "title"),
            ("version = ", "unreadable"),
        ],
    )
    def test_a_broken_city_file_is_named(self, root, text, names):
        with pytest.raises(TemplateBroken, match=names):
            city_file(root, text)

    def test_a_numbering_scheme_that_would_repeat(self, root):
        with pytest.raises(NumberSchemeBroken, match="year"):
            city_file(root, 'version = "1"\nnumber_scheme = "确{seq:08d}"')

    @pytest.mark.parametrize("city", ["../default", "A", "", "a/b"])
    def test_a_name_that_is_no_city(self, city):
        with pytest.raises(TemplateBroken):
            wording(CONTRACT, city)

    def test_a_kind_that_nobody_prints(self):
        with pytest.raises(ValueError, match="poem"):
            wording("poem")
