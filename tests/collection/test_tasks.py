"""Which tasks a side has, and what each one's state is (任务清单): pure functions."""

import pytest

from backend.collection.tasks import Situation, complete, group_of, next_task, photographs_of, task_facts, tasks_for

FIRST = ["consent_privacy", "consent_face", "phone", "party"]
LAST = ["selfie", "signature"]
OWN = ["id_front", "id_back", "identity"]
AGENTS = ["agent_id_front", "agent_id_back", "agent_identity"]
UNIT = ["business_licence", "identity", "authority_letter"]
CAR = ["vehicle_licence", "vehicle", "car_front45", "car_vin", "condition"]


@pytest.mark.parametrize(
    ("role", "kind", "by_agent", "deal", "between"),
    [
        ("buyer", "person", False, False, OWN),
        ("seller", "person", False, False, [*OWN, *CAR]),
        ("buyer", "person", True, False, [*OWN, "authority_letter", *AGENTS]),
        ("buyer", "company", False, False, [*UNIT, *AGENTS]),
        (
            "seller",
            "company",
            False,
            True,
            [*UNIT, *AGENTS, *CAR, "price"],
        ),
        ("buyer", "person", False, True, [*OWN, "price"]),
    ],
)
def test_the_tasks_of_every_kind_of_side(role, kind, by_agent, deal, between):
    assert tasks_for(role, kind, by_agent, deal) == [*FIRST, *between, *LAST]


def test_before_the_side_is_chosen_there_is_nothing_to_photograph():
    assert tasks_for("", "", False, False) == FIRST
    assert tasks_for("seller", "", False, False) == [*FIRST, *CAR]


def everything(**changes) -> Situation:
    facts = {
        "role": "buyer",
        "party_kind": "person",
        "consents": {"privacy": "given", "face": "given"},
        "phone_proved": True,
        "evidence": frozenset({"id_front", "id_back", "selfie"}),
        "answered": frozenset({"principal"}),
        "signed": True,
    }
    return Situation(**(facts | changes))


def states(situation: Situation) -> dict[str, str]:
    return {task.key: task.state for task in task_facts(situation)}


def test_everything_done_is_complete():
    tasks = task_facts(everything())
    assert {task.state for task in tasks} == {"done"} and complete(tasks) and next_task(tasks) is None


def test_a_fresh_collection_begins_with_consent():
    tasks = task_facts(Situation())
    assert next_task(tasks) == "consent_privacy" and not complete(tasks)


def test_refusing_the_face_consent_is_never_a_dead_end():
    refused = everything(consents={"privacy": "given", "face": "refused"}, evidence=frozenset({"id_front", "id_back"}))
    tasks = task_facts(refused)
    selfie = next(task for task in tasks if task.key == "selfie")
    assert selfie.title == "到站当面核验" and selfie.state == "done" and complete(tasks)


def test_an_undecided_face_consent_is_optional_and_leaves_the_selfie_open():
    undecided = everything(consents={"privacy": "given"}, evidence=frozenset({"id_front", "id_back"}))
    assert states(undecided)["consent_face"] == "optional" and states(undecided)["selfie"] == "todo"
    assert not complete(task_facts(undecided))


def test_confirming_waits_for_the_reader():
    reading = everything(answered=frozenset(), reading=frozenset({"id_back"}))
    assert states(reading)["identity"] == "waiting"
    assert states(everything(answered=frozenset()))["identity"] == "todo"


def test_what_was_sent_back_comes_first_with_its_reason():
    tasks = task_facts(everything(returned={"id_back": "反光看不清有效期"}))
    returned = next(task for task in tasks if task.key == "id_back")
    assert returned.state == "returned" and "反光看不清有效期" in returned.hint
    assert next_task(tasks) == "id_back" and not complete(tasks)


def test_a_picture_of_nothing_is_to_be_taken_again():
    tasks = task_facts(everything(doubted={"id_front": "照片里没有找到证件"}))
    front = next(task for task in tasks if task.key == "id_front")
    assert front.state == "todo" and front.hint == "照片里没有找到证件"


def test_the_price_is_open_until_this_side_confirmed_it():
    assert states(everything(deal=True))["price"] == "todo"
    assert states(everything(deal=True, price_confirmed=True))["price"] == "done"


def test_words_fit_the_side():
    agent = {task.key: task.title for task in task_facts(everything(by_agent=True))}
    assert "委托人" in agent["id_front"] and "代办人" in agent["agent_id_front"] and "代办人" in agent["signature"]
    company = {task.key: task.title for task in task_facts(everything(party_kind="company"))}
    assert company["identity"] == "核对企业信息" and "单位" in company["authority_letter"]
    assert "经办人" in company["agent_id_front"] and "经办人" in company["signature"]


def test_groups_and_photographs_of_confirm_tasks():
    keys = tasks_for("seller", "company", False, False)
    assert group_of("identity", "company") == "company" and group_of("identity", "person") == "principal"
    assert group_of("agent_identity", "company") == "agent" and group_of("vehicle", "person") == "vehicle"
    assert photographs_of("identity", keys, "company") == ["business_licence"]
    assert photographs_of("agent_identity", keys, "company") == ["agent_id_front", "agent_id_back"]
