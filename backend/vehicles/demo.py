"""演示车型库: a small catalogue for ``cwt demo``, with the models of the sandbox people's cars at invented prices."""

import csv
import io
from contextlib import aclosing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from backend.kit.pools import Pools
from backend.vehicles.generate import HEADINGS, generated
from backend.vehicles.importing.run import begin_import, go_on, keep_file
from backend.vehicles.models import CatalogueModel

# Beside the cars below; enough that a search has to choose.
GENERATED: Final = 2_000
SEED: Final = 2026
FILE: Final = "demo-catalogue.csv"
CARS: Final = """\
brand,maker,brand_model,vehicle_type,engine,fuel,seats,sold_from,sold_until,new_price
东南,东南（福建）汽车工业有限公司,东南牌DN7152HAS,小型轿车,4A91S,汽油,5,2012-03,2016-11,94000
五菱,上汽通用五菱汽车股份有限公司,五菱牌LZW6450PY,小型面包车,LJ479QE2,汽油,7,2014-08,2019-06,48800
别克,上海通用汽车有限公司,别克牌SGM7205ATA,小型轿车,LTD,汽油,5,2009-07,2013-12,209900
长安,重庆长安汽车股份有限公司,长安牌SC6468AB5,小型普通客车,JL473QFK,汽油,7,2018-05,2021-04,89900
比亚迪,比亚迪汽车工业有限公司,比亚迪牌BYD7005BEV4,小型轿车,TZ200XSQ,纯电动,5,2020-06,2023-03,149800
大众,上海大众汽车有限公司,大众牌SVW7167BSD,小型轿车,CSTA,汽油,5,2015-03,2018-05,136900
"""


async def plant(pools: Pools) -> None:
    """Import the demo catalogue into an empty one; a start later than the first finds it there."""
    if await CatalogueModel.all().exists():
        return
    with TemporaryDirectory() as folder:
        file = Path(folder) / FILE
        await pools.in_thread(_write, file)
        kept = await keep_file(FILE, file)
    async with unit_of_work(SYSTEM) as work:
        run = await begin_import(work, kept)
    async with aclosing(go_on(run, pools)) as steps:
        async for _ in steps:
            pass


def _write(file: Path) -> None:
    cars = list(csv.DictReader(io.StringIO(CARS)))
    for car in cars:
        car |= {"origin": "国产", "price_valid_from": f"{car['sold_from']}-01"}
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, HEADINGS)
        writer.writeheader()
        writer.writerows(cars)
        known = {car["brand_model"] for car in cars}
        writer.writerows(row for row in generated(GENERATED, SEED) if row["brand_model"] not in known)
