"""Live updates (实时更新): server-sent events of one topic, so that a page changes when something arrives."""

import asyncio
import json

from sanic import Request

from backend.kit.keyvalue import KeyValue

# Below the idle limits of proxies that we have met.
BEAT_SECONDS = 20


async def live_stream(request: Request, keyvalue: KeyValue, topics: list[str]) -> None:
    """Answer with an event stream of ``topics`` until the page goes away. Call it from a ``work=False`` handler."""
    response = await request.respond(
        content_type="text/event-stream", headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    )
    if response is None:
        return
    request.ctx.streaming = True  # from now on nothing is written: the guard may end it with the connection
    queue: asyncio.Queue[str] = asyncio.Queue(100)
    ready = [asyncio.Event() for _ in topics]
    listeners = [asyncio.create_task(_listen(keyvalue, *one, queue)) for one in zip(topics, ready, strict=True)]
    try:
        # A page that hears "open" looks once more at what it shows; from then on it must miss nothing.
        for one in ready:
            await one.wait()
        await response.send("retry: 2000\n\nevent: ready\ndata: {}\n\n")
        while True:
            try:
                async with asyncio.timeout(BEAT_SECONDS):
                    message = await queue.get()
                await response.send(f"data: {message}\n\n")
            except TimeoutError:
                await response.send(": beat\n\n")
    finally:
        for listener in listeners:
            listener.cancel()


async def _listen(keyvalue: KeyValue, topic: str, ready: asyncio.Event, queue: "asyncio.Queue[str]") -> None:
    async with keyvalue.subscribe(topic) as messages:
        ready.set()
        async for message in messages:
            if not queue.full():
                queue.put_nowait(json.dumps({"topic": topic, "message": json.loads(message)}, ensure_ascii=False))
