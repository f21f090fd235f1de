"""The judgement of a guided capture (真人检测): a person passes, and each attack fails by its own reason."""

from dataclasses import replace
from math import cos, sin

import pytest

from backend.verification.liveness import challenge
from backend.verification.liveness.challenge import SEQUENCES, TURNS, Action, plan_of
from backend.verification.liveness.judging.judge import judge
from backend.verification.liveness.judging.observed import ASKING, REASONS
from tests.verification.liveness.heads import (
    FLAT,
    HEAD,
    PLAN,
    POSE_OF,
    as_a_person,
    at_the_times_of,
    capture,
    changed,
    face,
)


def codes(seen) -> set[str]:
    return {reason.code for reason in judge(seen).reasons}


class TestAPerson:
    @pytest.mark.parametrize("actions", SEQUENCES, ids="-".join)
    def test_it_works(self, actions):
        judged = judge(capture(plan_of(actions, [0.1, 0.9, 0.5])))
        assert (judged.verdict, judged.reasons) == ("pass", ())
        assert judged.score is not None and judged.score >= 80

    def test_who_moves_little_is_looked_at_by_a_person(self):
        judged = judge(capture(motion=lambda plan, t: tuple(0.36 * one for one in as_a_person(plan, t))))
        assert judged.verdict == "ask"
        assert {reason.code for reason in judged.reasons} == {"action_weak"}
        assert judged.score is not None and 60 <= judged.score < 80

    def test_losing_the_face_once_is_forgiven(self):
        assert judge(changed(capture(), 9, faces=())).verdict == "pass"


class TestWhatALivenessModelSees:
    """One more sign: it can only lower."""

    @pytest.mark.parametrize(
        ("live", "verdict", "reasons"),
        [
            (0.97, "pass", set()),
            (0.5, "ask", {"looks_doubtful"}),
            (0.03, "fail", {"looks_flat"}),
            (None, "pass", set()),
        ],
    )
    def test_it_works(self, live, verdict, reasons):
        judged = judge(seen_as(capture(), live))
        assert (judged.verdict, {reason.code for reason in judged.reasons}) == (verdict, reasons)

    def test_a_face_that_looks_alive_lifts_nothing(self):
        still = capture(
            motion=lambda plan, t: POSE_OF[Action.FRONT], shape=FLAT, noise=0.4, at=lambda t: (0, 0), roll=lambda t: 0
        )
        assert judge(seen_as(still, 0.99)).verdict == "fail"

    def test_frames_of_a_turned_face_do_not_count(self):
        seen = capture()
        steps = seen.plan.steps
        turned = [one for one in seen.frames if steps[one.step].action is not Action.FRONT]
        frames = tuple(
            replace(one, faces=tuple(replace(each, live=0.05 if one in turned else 0.95) for each in one.faces))
            for one in seen.frames
        )
        assert judge(replace(seen, frames=frames)).verdict == "pass"

    def test_two_frames_say_nothing(self):
        seen = capture()
        front = next(place for place, one in enumerate(seen.frames) if one.step == 0)
        few = changed(seen, front, faces=tuple(replace(one, live=0.01) for one in seen.frames[front].faces))
        assert judge(few).verdict == "pass"


def seen_as(seen, live: float | None):
    """The capture with this answer of a liveness model on every face."""
    frames = tuple(replace(one, faces=tuple(replace(each, live=live) for each in one.faces)) for one in seen.frames)
    return replace(seen, frames=frames)


class TestPictures:
    def test_held_still(self):
        judged = judge(
            capture(
                motion=lambda plan, t: POSE_OF[Action.FRONT],
                shape=FLAT,
                noise=0.4,
                at=lambda t: (0, 0),
                roll=lambda t: 0,
            )
        )
        assert (judged.verdict, judged.reasons[0].code) == ("fail", "still_picture")

    @pytest.mark.parametrize(
        "about",
        [
            {"motion": lambda plan, t: POSE_OF[Action.FRONT], "at": lambda t: (0.6 * sin(t / 600), 0.4 * cos(t / 500))},
            {"motion": as_a_person},  # turned and tilted exactly as a head would be
            {
                "motion": lambda plan, t: tuple(1.3 * one for one in as_a_person(plan, t)),
                "roll": lambda t: 15 * sin(t / 900),
            },
        ],
        ids=["shifted", "tilted as asked", "tilted and rolled"],
    )
    def test_moved_about(self, about):
        judged = judge(capture(shape=FLAT, **about))
        assert judged.verdict == "fail"
        assert "flat_picture" in {reason.code for reason in judged.reasons}
        assert judged.score is not None and judged.score <= 40


def test_a_turn_that_is_hardly_one_is_no_depth():
    """A blurred photograph held still once measured as much as a head that turns by three degrees."""
    found = codes(capture(motion=lambda plan, t: tuple(0.1 * one for one in as_a_person(plan, t))))
    assert "flat_picture" in found


class TestOtherwiseThanAsked:
    def test_frames_in_another_order(self):
        seen = capture()
        left = [n for n, one in enumerate(seen.frames) if one.step == 1]
        right = [n for n, one in enumerate(seen.frames) if one.step == 5]
        order = list(range(len(seen.frames)))
        for one, other in zip(left, right, strict=False):
            order[one], order[other] = other, one
        assert "wrong_order" in codes(at_the_times_of(seen, order))

    def test_frames_backwards(self):
        seen = capture()
        assert judge(at_the_times_of(seen, list(range(len(seen.frames)))[::-1])).verdict == "fail"

    def test_made_for_another_challenge(self):
        asked = plan_of((Action.NOD, Action.TURN_LEFT, Action.TURN_RIGHT), [0.5, 0.2, 0.8])
        made = capture(motion=lambda plan, t: as_a_person(PLAN, t), plan=asked)
        assert {"wrong_order"} <= codes(made)

    def test_a_turn_left_out(self):
        def lazy(plan, t):
            yaw, pitch, near = as_a_person(plan, t)
            return (max(0.0, yaw), pitch, near)

        judged = judge(capture(motion=lazy))
        assert (judged.verdict, [one.code for one in judged.reasons]) == ("fail", ["action_missing"])
        assert "向右转头" in judged.reasons[0].sentence

    def test_a_nod_that_nobody_saw_is_looked_at_by_a_person(self):
        def lazy(plan, t):
            yaw, _, near = as_a_person(plan, t)
            return (yaw, 0.0, near)

        judged = judge(capture(motion=lazy))
        assert (judged.verdict, [one.code for one in judged.reasons]) == ("ask", ["nod_unseen"])

    def test_two_persons_spliced(self):
        seen = capture()
        last = len(seen.frames) - 1
        assert "another_person" in codes(changed(seen, last, likeness=12))
        turned = next(n for n, one in enumerate(seen.frames) if one.step == 1)
        assert "another_person" in codes(changed(seen, turned + 3, likeness=5))

    def test_a_cut(self):
        seen = capture()
        elsewhere = face((0, 0, 0), at=(4.5, 0.5))
        assert "cut" in codes(changed(seen, len(seen.frames) - 1, faces=(elsewhere,)))

    def test_somebody_beside(self):
        seen = capture()
        for place in (3, 4):
            seen = changed(seen, place, faces=(seen.frames[place].faces[0], face((0, 0, -4), at=(2, 0))))
        assert codes(seen) == {"several_faces"}

    def test_nobody_for_a_while(self):
        seen = capture()
        for place in (6, 7, 8, 9):
            seen = changed(seen, place, faces=())
        assert "no_face" in codes(seen)


class TestTimes:
    def test_too_fast_for_a_neck(self):
        def snaps(plan, t):
            step = next(one for one in plan.steps if t < one.ends_ms)
            return POSE_OF[step.action]

        # A page of one's own can take frames at any time: two of them 40 ms apart, before and after a turn.
        seen = capture(motion=snaps)
        turn = next(n for n, one in enumerate(seen.frames) if one.step == 1)
        start = PLAN.steps[1].starts_ms
        seen = changed(changed(seen, turn - 1, t_ms=start - 5), turn, t_ms=start + 20)
        assert "too_fast" in codes(seen)

    def test_foreseeing_every_instruction(self):
        def foresees(plan, t):
            return as_a_person(plan, t + 1150)

        seen = capture(motion=foresees)
        frames = list(seen.frames)
        for place, one in enumerate(frames):
            step = PLAN.steps[one.step]
            first = place and frames[place - 1].step != one.step
            goal = face(POSE_OF[step.action] if first else foresees(PLAN, one.t_ms), HEAD)
            rest = face((0, 0, 0), HEAD) if step.action is Action.FRONT else goal
            frames[place] = replace(one, faces=(rest,), t_ms=step.starts_ms + 60 if first else one.t_ms)
        assert "too_fast" in codes(replace(seen, frames=tuple(frames)))

    def test_interpolated_between_two_pictures(self):
        def computed(plan, t):
            step = next(one for one in plan.steps if t < one.ends_ms)
            share = (t - step.starts_ms) / (step.ends_ms - step.starts_ms)
            return tuple(share * one for one in POSE_OF[step.action])

        seen = capture(motion=computed, noise=0.05, at=lambda t: (0, 0), roll=lambda t: 0)
        assert "too_even" in codes(seen)

    def test_sooner_than_it_could_be_taken(self):
        assert codes(replace(capture(), waited_ms=3000)) == {"sent_too_soon"}

    def test_an_interruption(self):
        seen = capture()
        assert "gap_in_time" in codes(replace(seen, frames=seen.frames[:7] + seen.frames[10:]))

    def test_times_that_do_not_rise(self):
        seen = capture()
        assert "times_not_rising" in codes(changed(seen, 5, t_ms=seen.frames[4].t_ms))

    def test_a_label_of_another_step(self):
        assert "times_off_plan" in codes(changed(capture(), 12, step=1))
        assert "times_off_plan" in codes(changed(capture(), 12, step=99))

    def test_too_few(self):
        seen = capture()
        assert "too_few_frames" in codes(replace(seen, frames=seen.frames[:6]))
        assert judge(replace(seen, frames=())).verdict == "fail"


class TestTheSameAgain:
    def test_byte_for_byte(self):
        seen = capture()
        assert codes(changed(seen, 8, sha256=seen.frames[2].sha256)) == {"repeated_frames"}

    def test_coded_again(self):
        seen = capture()
        for place in range(4, 14):
            seen = changed(seen, place, change=0.1)
        assert codes(seen) == {"repeated_frames"}

    def test_of_an_earlier_capture(self):
        assert codes(replace(capture(), replayed=15)) == {"replayed"}


class TestWithoutAnEngine:
    def test_a_person_is_asked(self):
        judged = judge(replace(capture(), unwatched="no_engine"))
        assert (judged.verdict, judged.score, [one.code for one in judged.reasons]) == ("ask", None, ["no_engine"])

    def test_a_replay_fails_all_the_same(self):
        judged = judge(replace(capture(), unwatched="no_engine", replayed=15))
        assert (judged.verdict, judged.score) == ("fail", 0)

    def test_likeness_never_compared_asks(self):
        seen = capture()
        seen = replace(seen, frames=tuple(replace(one, likeness=None) for one in seen.frames))
        judged = judge(seen)
        assert (judged.verdict, codes(seen)) == ("ask", {"person_unknown"})

    def test_likeness_in_doubt_asks(self):
        seen = capture()
        assert codes(changed(seen, len(seen.frames) - 1, likeness=70)) == {"person_doubtful"}


class TestTheChallenge:
    def test_every_sequence_holds_a_turn_and_none_is_foreseeable(self):
        assert len(SEQUENCES) == 34
        assert all(TURNS & set(actions) for actions in SEQUENCES)
        drawn = {tuple(step.action for step in challenge.draw().steps) for _ in range(200)}
        assert len(drawn) > 20

    def test_it_is_what_was_written_down(self):
        plan = challenge.draw()
        assert challenge.read(plan.written(), plan.every_ms) == plan

    def test_a_phone_needs_no_more_than_24_frames_in_15_seconds(self):
        for actions in SEQUENCES:
            plan = plan_of(actions, [1.0, 1.0, 1.0])
            assert plan.lasts_ms <= 15_000
            assert plan.lasts_ms // plan.every_ms <= 24
            assert 300 <= plan.every_ms <= 700


def test_every_reason_has_a_sentence_that_names_what_to_do():
    assert set(REASONS) >= ASKING
    assert all("请" in sentence for sentence in REASONS.values())
