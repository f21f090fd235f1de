"""The way of a notice (通知的路上): taken out of the channels' hands; brought, lost, doubled, overtaken or spoilt."""

from contextlib import suppress
from typing import Any

from backend.payments import NoticeForged, receive_notice
from tests.payments.machine.mishaps import spoiled
from tests.payments.till import SERVICES, Till

Headers = dict[str, str]


class Post:
    """Every notice of both channels, and those that somebody still carries about."""

    def __init__(self, till: Till) -> None:
        self.till = till
        self.overtaken: list[tuple[str, dict[str, Any]]] = []
        self.late: list[tuple[str, dict[str, Any]]] = []

    def news(self, channel: str) -> list[dict[str, Any]]:
        """Everything that a channel ever wanted to tell us, oldest first."""
        service, sandbox = SERVICES[channel], self.till.sandbox
        told: list[dict[str, Any]] = sandbox.get(f"{service}/notices.json")
        if channel == "alipay" and any(not one["body"] for one in told):
            sandbox.post(f"{service}/notices/deliver")
            told = sandbox.get(f"{service}/notices.json")
        return told

    def letter(self, channel: str, one: dict[str, Any], spoil: str, place: int) -> tuple[Headers, bytes]:
        """Headers and body of one of those, spoilt on its way or not. Alipay's are as old as they are."""
        if channel == "alipay" and not spoil:
            return {}, one["body"].encode()
        headers, body = self.till.message(one["about"], channel, "" if spoil == "any_byte" else spoil)
        return headers, spoiled(body, place) if spoil == "any_byte" else body

    async def hears(self, channel: str, letter: tuple[Headers, bytes]) -> None:
        """We are told; what is forged is refused."""
        heads = {name.lower(): text for name, text in letter[0].items()}
        with suppress(NoticeForged):
            await receive_notice(self.till.tools, channel, self.till.merchants[channel], heads, letter[1])

    def brought(self, channel: str, number: str, fate: str) -> list[tuple[str, tuple[Headers, bytes]]]:
        """What arrives by now when the channel's newest notice of that number has this fate."""
        one = next((one for one in reversed(self.news(channel)) if one["about"] == number), None)
        if one is None:
            return []
        if fate == "reordered":
            self.overtaken.append((channel, one))
            return []
        if fate == "a_day_late":
            self.late.append((channel, one))
        if fate in ("a_day_late", "dropped"):
            return []
        arriving = [(channel, self.letter(channel, one, "any_byte" if fate == "corrupted" else "", len(number) * 7))]
        if fate == "twice":
            arriving.append((channel, self.letter(channel, one, "", 0)))
        behind, self.overtaken = self.overtaken, []
        return arriving + [(where, self.letter(where, other, "", 0)) for where, other in behind]

    def a_day_later(self) -> list[tuple[str, tuple[Headers, bytes]]]:
        """What was late for a day arrives now, WeChat's signed anew as with every sending."""
        late, self.late = self.late, []
        return [(channel, self.letter(channel, one, "", 0)) for channel, one in late]
