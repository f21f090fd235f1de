"""The guided capture (真人检测): a sequence of actions, the frames of it, and what came of them."""

from sanic import Blueprint, HTTPResponse, Request

from backend import verification
from backend.kit.access import Role, allow
from backend.kit.database import unit_of_work
from backend.kit.web import answer, parse
from miniprogram_api.asking import device_of
from miniprogram_api.described import described
from miniprogram_api.schemas.liveness import ChallengeAnswer, LivenessAnswer, LivenessForm

bp = Blueprint("api_liveness")


@bp.post("/collections/<collection:str>/liveness/challenges")
@allow(Role.OWNER)
@described("开始动作检测：取得随机动作（2 分钟内有效，只能用一次）", gives=ChallengeAnswer, status=201)
async def challenge(request: Request, collection: str) -> HTTPResponse:
    """A new sequence."""
    facts = await verification.give_challenge(request.ctx.work, collection)
    return answer(ChallengeAnswer.told(facts, verification.LONGEST_FRAME_EDGE), status=201)


@bp.post("/collections/<collection:str>/liveness")
@allow(Role.OWNER, work=False)
@described("提交动作检测的全部画面，其中一张成为本人照片", takes=LivenessForm, gives=LivenessAnswer, status=201)
async def send(request: Request, collection: str) -> HTTPResponse:
    """Open the frames outside any transaction, then keep them; a job judges."""
    form = parse(request, LivenessForm)
    prepared = await verification.prepare_frames(request.app.ctx.tools.kit.pools, form.sent)
    async with unit_of_work(request.ctx.actor, str(request.id)) as work:
        await verification.send_frames(work, collection, form.nonce, prepared, device_of(request))
        facts = await verification.liveness_facts(work, collection)
    return answer(LivenessAnswer.told(facts), status=201)


@bp.get("/collections/<collection:str>/liveness")
@allow(Role.OWNER)
@described("动作检测的结果", gives=LivenessAnswer)
async def state(request: Request, collection: str) -> HTTPResponse:
    """None yet, being judged, or done."""
    return answer(LivenessAnswer.told(await verification.liveness_facts(request.ctx.work, collection)))
