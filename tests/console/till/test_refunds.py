"""Refunds at the desk: a manager's, with a reason; above the limit another person agrees; states said plainly."""


async def paid(counter, fen: int = 30_000):
    order = await counter.owes(fen)
    await counter.does(f"orders/{order.id}/code", code=counter.till.code("alipay"))
    return order, (await counter.till.sees(order)).charges[0]


async def test_a_manager_gives_a_part_back_with_a_reason(counter, sits):
    order, charge = await paid(counter)
    manager = await sits("manager")
    assert "退款" in (await manager.page(f"/console/till/orders/{order.id}")).text
    refused = await counter.does(f"charges/{charge.number}/refunds", amount="100", reason="车主不再办理")
    assert refused.status_code == 403
    assert (await counter.does(f"charges/{charge.number}/refunds", by=manager, amount="100")).json()[
        "code"
    ] == "PAY-116"
    made = await counter.does(f"charges/{charge.number}/refunds", by=manager, amount="100", reason="收费有误")
    assert made.json()["state"] == "asked"
    await counter.till.works()
    page = (await manager.page(f"/console/till/orders/{order.id}")).text
    assert "部分退款" in page and "收费有误" in page and "最多 200.00" in page
    most = await counter.does(f"charges/{charge.number}/refunds", by=manager, amount="200.01", reason="收费有误")
    assert most.json()["code"] == "PAY-119" and most.json()["field"] == "amount"


async def test_a_large_refund_waits_for_another_person(counter, sits):
    order, charge = await paid(counter, 80_000)
    manager, admin = await sits("manager"), await sits("admin")
    made = await counter.does(f"charges/{charge.number}/refunds", by=manager, amount="800", reason="车主不再办理")
    number = made.json()["refund"]
    assert made.json()["state"] == "proposed"
    assert "待复核" in (await manager.page("/console/till/")).text
    own = await counter.does(f"refunds/{number}/confirm", by=manager)
    assert own.json()["code"] == "PAY-118"
    assert f"/refunds/{number}/confirm" in (await admin.page("/console/till/")).text
    assert (await counter.does(f"refunds/{number}/confirm", by=admin)).json()["state"] == "asked"
    await counter.till.works()
    assert (await counter.till.sees(order)).state == "refunded"


async def test_a_proposal_may_be_withdrawn(counter, sits):
    _, charge = await paid(counter, 80_000)
    manager = await sits("manager")
    made = await counter.does(f"charges/{charge.number}/refunds", by=manager, amount="800", reason="车主不再办理")
    withdrawn = await counter.does(f"refunds/{made.json()['refund']}/withdraw", by=manager)
    assert withdrawn.json()["state"] == "withdrawn"
    assert "待处理的退款" not in (await manager.page("/console/till/")).text
