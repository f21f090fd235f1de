"""The published description is made from the code (接口文档), so it can be held against the code."""

import json

import pytest

from backend.app import create_app
from backend.kit.errors import Refusal
from backend.settings import Settings
from backend.transfers import STATE_NAMES, STEPS
from miniprogram_api.docs.diagram import drawn
from miniprogram_api.docs.openapi import described_routes
from miniprogram_api.docs.problems import GROUPS, problems
from tests.miniprogram_api.caller import Site


def test_every_route_of_the_interface_is_described(tmp_path):
    app = create_app(Settings(folder=tmp_path), name="described", faces=("miniprogram_api",))
    routes = described_routes(app)
    assert len(routes) > 40
    assert [path for path, _, handler in routes if not getattr(handler, "described", None)] == []


class TestOpenApi:
    @pytest.fixture
    async def told(self, site: Site) -> dict:
        return (await site.client.get("/docs/openapi.json")).json()

    async def test_it_works(self, told: dict):
        assert told["openapi"] == "3.1.0"
        assert "/api/v1/collections/{collection}/confirm/{task}" in told["paths"]

    async def test_every_reference_leads_somewhere(self, told: dict):
        wanted = {part.split('"')[0] for part in json.dumps(told).split('"#/components/schemas/')[1:]}
        assert wanted and wanted <= set(told["components"]["schemas"])

    async def test_operations_have_names_of_their_own_and_say_who_may_call(self, told: dict):
        operations = [one for path in told["paths"].values() for one in path.values()]
        assert len({one["operationId"] for one in operations}) == len(operations)
        open_to_all = {one["operationId"] for one in operations if "security" not in one}
        assert open_to_all == {"session_login", "consents_text", "deals_invitation", "principals_offered"}


class TestPages:
    async def test_swagger_ui_is_our_own_copy(self, site: Site):
        page = await site.client.get("/docs")
        assert "https://" not in page.text
        assert "script-src 'self';" in page.headers["content-security-policy"]
        for address in ("swagger-ui.css", "swagger-ui-bundle.js"):
            assert f"/static/vendor/swagger-ui/{address}" in page.text
            assert (await site.client.head(f"/static/vendor/swagger-ui/{address}")).status_code == 200

    async def test_the_states_are_drawn_from_the_table(self, site: Site):
        page = (await site.client.get("/docs")).text
        assert all(name in page for name in STATE_NAMES.values())

    async def test_the_picture_has_every_step(self):
        picture = drawn(STEPS, STATE_NAMES)
        assert len(picture.arrows) == sum(len(steps) for steps in STEPS.values())
        assert len(picture.boxes) == len(STATE_NAMES)

    async def test_every_problem_code_has_its_line(self, site: Site):
        page = (await site.client.get("/docs/problems")).text
        codes = {one.code for one in _below(Refusal)}
        assert len(codes) > 60
        assert [code for code in codes if f'id="{code}"' not in page] == []

    async def test_every_group_of_codes_has_a_name(self):
        assert [title for title, _ in problems() if title not in GROUPS.values()] == []
        assert list(GROUPS) == sorted(GROUPS)


def _below(kind: type[Refusal]) -> list[type[Refusal]]:
    found = [one for one in kind.__subclasses__() if one.__module__.startswith(("backend.", "miniprogram_api."))]
    return [*found, *(deeper for one in found for deeper in _below(one))]
