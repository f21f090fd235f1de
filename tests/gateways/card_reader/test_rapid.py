"""The worker processes (识别进程池): they answer, they die, they hang, they close."""

import os
import signal

import pytest

from backend.gateways.card_reader import open_card_reader
from backend.gateways.card_reader.rapid import RapidOcrReader
from backend.gateways.card_reader.sight.photo import NotAPhotograph
from backend.kit.errors import VendorTrouble


@pytest.fixture
async def reader():
    reader = open_card_reader(1)
    yield reader
    await reader.close()


class TestRapidOcrReader:
    @pytest.mark.slow
    async def test_it_works_and_goes_on_after_its_worker_was_killed(self, reader, shot):
        photo, truth = shot("id_back")
        first = await reader.read(photo, "id_back")
        assert {name: found.value for name, found in first.fields.items()} == truth
        (worker,) = reader.pids()
        os.kill(worker, signal.SIGKILL)
        second = await reader.read(photo, "id_back")
        assert second.fields == first.fields
        assert reader.pids() != [worker]
        with pytest.raises(NotAPhotograph):
            await reader.read(b"%PDF-1.7")

    @pytest.mark.slow
    async def test_a_hung_worker_is_replaced(self, shot):
        reader = RapidOcrReader(1)
        photo, _ = shot("id_back")
        try:
            await reader.read(photo, "id_back")
            (worker,) = reader.pids()
            reader._time_limit_s = 3
            os.kill(worker, signal.SIGSTOP)
            with pytest.raises(VendorTrouble) as trouble:
                await reader.read(photo)
            assert trouble.value.retry
            assert reader.pids() == []
        finally:
            await reader.close()

    async def test_no_process_is_started_before_the_first_card(self, reader):
        assert reader.pids() == []

    async def test_it_refuses_after_closing(self, reader):
        await reader.close()
        with pytest.raises(VendorTrouble) as trouble:
            await reader.read(b"anything")
        assert not trouble.value.retry
