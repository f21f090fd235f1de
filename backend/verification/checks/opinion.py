"""What a card's reader thinks of the picture (识别服务对照片的意见), beside our own inspector's numbers.

It can only add to the suspicion. Where our inspector saw nothing a person is asked, by any policy; where both saw
something, each for itself, they are surer together than either.
"""

from dataclasses import replace
from typing import Final

from backend.collection import PictureOpinion
from backend.gateways.forgery import DOUBTFUL
from backend.verification.checks.kinds import LIKE_A_PRINT
from backend.verification.checks.outcome import Outcome, Reason

COPIED: Final = "picture_copied"
#: How much each doubt counts, 0 to 100, on the inspector's scale. A card whose corner is missing may hide what tells
#: a picture of a picture, and accuses nobody.
WEIGHTS: Final = {"picture_copied": 65, "picture_reshot": 65, "picture_tampered": 65, "picture_incomplete": 50}
SENTENCES: Final = {
    "picture_copied": "{who}认为照片像是复印件，请核对证件原件。",
    "picture_reshot": "{who}认为照片像是从屏幕或照片上翻拍的，请核对证件原件。",
    "picture_tampered": "{who}认为照片疑似被修改过，请核对证件原件。",
    "picture_incomplete": "{who}认为证件没有拍全，请核对证件原件，或请本人重拍。",
}
NOTHING_FOUND: Final = "{who}读取这张照片时没有提出疑点，与本机检测不同，请核对证件原件。"
#: Among a check's problems: the reader doubts the picture, so that no low score passes it.
DOUBTED: Final = "reader_doubts"
HEARD: Final = "reader"
NAMES: Final = {"aliyun": "阿里云"}


def with_opinion(outcome: Outcome, opinion: PictureOpinion, evidence: str) -> Outcome:
    """``outcome`` of the inspector with the reader's opinion of the same photograph; never less suspicious."""
    who = NAMES.get(opinion.provider, opinion.provider)
    # A company may send a stamped copy of its licence (collection.tasks).
    doubts = [one for one in opinion.doubts if not (one == COPIED and opinion.kind in LIKE_A_PRINT)]
    heard = {HEARD: {"provider": opinion.provider, "doubts": list(opinion.doubts)}}
    said = [Reason(one, SENTENCES[one].format(who=who), evidence, provider=opinion.provider) for one in doubts]
    suspected = outcome.score is not None and outcome.score >= DOUBTFUL
    if not said and suspected:
        said = [Reason("reader_saw_nothing", NOTHING_FOUND.format(who=who), evidence, provider=opinion.provider)]
    return replace(
        outcome,
        score=_together(outcome.score, max((WEIGHTS[one] for one in doubts), default=0)),
        reasons=(*outcome.reasons, *said),
        problems=(*outcome.problems, DOUBTED) if doubts else outcome.problems,
        facts=outcome.facts | heard,
    )


def _together(ours: int | None, theirs: int) -> int | None:
    """Two scores of one suspicion; where we have none it stays so, and a person is asked anyway."""
    if ours is None:
        return None
    if ours >= DOUBTFUL and theirs > DOUBTFUL:
        return round(100 - (100 - ours) * (100 - theirs) / 100)
    return max(ours, theirs)
