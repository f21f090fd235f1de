"""What a side's people and papers are called: a person's agent is a 代办人, whom a company sends its 经办人."""

import pytest

from backend.collection.names import ORDER, card_name, name_of
from backend.collection.tasks import Situation, tasks_for, words_of

AGENTS = ("agent_id_front", "agent_id_back", "agent_identity", "selfie", "signature")


class TestStationsNames:
    @pytest.mark.parametrize("key", AGENTS)
    def test_an_agent_is_called_by_whom_they_act_for(self, key):
        assert name_of(key, "person", by_agent=True).startswith("代办人")
        assert name_of(key, "company", by_agent=False).startswith("经办人")

    def test_a_principals_own_card_is_told_from_the_agents(self):
        cards = [name_of(key, "person", by_agent=True) for key in ("id_front", "id_back", "identity")]
        assert cards == ["委托人身份证人像面", "委托人身份证国徽面", "委托人信息"]
        assert name_of("id_front", "person", by_agent=False) == "身份证人像面"
        assert name_of("selfie", "person", by_agent=False) == "本人照片"

    def test_the_card_of_a_group_follows(self):
        assert (card_name("agent", "person"), card_name("agent", "company")) == ("代办人身份证", "经办人身份证")
        assert card_name("principal", "person") == "身份证"


class TestOwnersWords:
    @pytest.mark.parametrize(
        ("kind", "by_agent", "never"),
        [("person", True, "经办人"), ("company", False, "代办人"), ("person", False, "办人")],
    )
    def test_every_task_has_words_and_none_the_wrong_name(self, kind, by_agent, never):
        here = Situation("seller", kind, by_agent)
        for key in tasks_for("seller", kind, by_agent, deal=True):
            assert never not in "".join(words_of(key, here)), key

    def test_every_task_that_a_station_may_return_has_a_name(self):
        named = {*ORDER, "consent_privacy", "consent_face", "party", "condition", "price"}
        assert named >= {*tasks_for("seller", "company", False, True), *tasks_for("buyer", "person", True, True)}
