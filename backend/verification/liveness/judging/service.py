"""What somebody outside says of one picture, beside our own judgement (外部真人检测). A function of values.

It never lifts what our rules refused, and one picture says nothing of movements that were not seen. Where no engine of
ours looked, times, repeats and replays were judged all the same, and its yes is what the operator chose to rely on.
"""

from dataclasses import replace
from typing import Final

from backend.gateways.faces import AliveAnswer
from backend.verification.liveness.judging.judge import ASK_FROM, FAIL_UP_TO, PASS_FROM
from backend.verification.liveness.judging.observed import Judgement, Reason

#: Above 通过线 and no more: it saw one picture.
VOUCHED: Final = PASS_FROM + 5
NOT_WATCHED: Final = frozenset({"no_engine", "by_hand"})


def together(judged: Judgement, said: AliveAnswer) -> Judgement:
    """Our judgement with the service's answer about one of the pictures."""
    if judged.verdict == "fail":
        return judged
    reason = Reason(f"service_{said.code}", said.sentence)
    if said.alive is False:
        score = min(FAIL_UP_TO, judged.score if judged.score is not None else FAIL_UP_TO)
        return replace(judged, verdict="fail", score=score, reasons=(*judged.reasons, reason))
    if said.alive is None:
        between = None if judged.score is None else max(ASK_FROM, min(PASS_FROM - 1, judged.score))
        return replace(judged, verdict="ask", score=between, reasons=(*judged.reasons, reason))
    if {one.code for one in judged.reasons} & NOT_WATCHED:
        return Judgement("pass", VOUCHED, measures=judged.measures)
    return judged
