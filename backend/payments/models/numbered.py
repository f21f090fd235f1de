"""What charges and refunds share (收退款共有的查询): each is one number of ours, and belongs to one order."""

from collections.abc import Iterable
from typing import Self

from tortoise.models import Model

from backend.payments.models.names import NUMBER_LETTERS


class Numbered(Model):
    """A table with columns ``number``, by which a channel knows the row, and ``order``."""

    class Meta:
        abstract = True

    @classmethod
    async def named(cls, number: str, **more: str) -> Self | None:
        """The row of that number, not locked."""
        return await cls.filter(number=number, **more).first() if len(number) <= NUMBER_LETTERS else None

    @classmethod
    async def orders_of(cls, numbers: Iterable[str]) -> set[str]:
        """The orders that these rows belong to."""
        fitting = [number for number in numbers if len(number) <= NUMBER_LETTERS]
        return {str(one) for one in await cls.filter(number__in=fitting).values_list("order", flat=True)}

    @classmethod
    async def all_locked(cls, orders: Iterable[str]) -> list[Self]:
        """Every row of these orders, locked, the oldest first. Lock the orders before."""
        return await cls.filter(order__in=list(orders)).order_by("id").select_for_update()
