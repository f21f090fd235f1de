"""生产企业: brands, makers and the letters their model codes begin with, as printed on Chinese licences.

Names and letters are public (道路机动车辆生产企业及产品公告); prices are the range of a brand in yuan, own estimates.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Maker:
    """One maker under one brand: ``kinds`` name rules of ``rows.KINDS``, prices in yuan."""

    brand: str
    name: str
    prefix: str
    kinds: tuple[str, ...]
    least: int
    most: int


def _maker(brand: str, name: str, prefix: str, kinds: str, least: int, most: int) -> Maker:
    return Maker(brand, name, prefix, tuple(kinds.split()), least, most)


MAKERS: Final = (
    _maker("东南", "东南（福建）汽车工业有限公司", "DN", "car suv van", 49_800, 139_800),
    _maker("大众汽车", "上海大众汽车有限公司", "SVW", "car suv hybrid electric", 79_800, 359_900),
    _maker("大众汽车", "一汽-大众汽车有限公司", "FV", "car suv electric", 82_800, 386_800),
    _maker("奥迪", "一汽-大众汽车有限公司", "FVA", "car suv electric", 199_800, 688_000),
    _maker("别克", "上海汽车集团股份有限公司", "SGM", "car suv mpv electric", 89_900, 529_900),
    _maker("雪佛兰", "上海通用东岳汽车有限公司", "SGMC", "car suv", 69_900, 289_900),
    _maker("五菱", "上汽通用五菱汽车股份有限公司", "LZW", "minivan mpv electric lighttruck", 29_800, 99_800),
    _maker("宝骏", "上汽通用五菱汽车股份有限公司", "LZWB", "car suv electric", 49_800, 129_800),
    _maker("荣威", "上海汽车集团股份有限公司", "CSA", "car suv hybrid electric", 69_800, 259_800),
    _maker("名爵", "上海汽车集团股份有限公司", "CSAM", "car suv electric", 73_900, 219_900),
    _maker("长安", "重庆长安汽车股份有限公司", "SC", "car suv minivan electric lighttruck", 33_900, 239_900),
    _maker("福特", "长安福特汽车有限公司", "CAF", "car suv hybrid", 89_800, 349_800),
    _maker("马自达", "长安马自达汽车有限公司", "CAM", "car suv", 99_800, 239_800),
    _maker("丰田", "一汽丰田汽车有限公司", "CA", "car suv hybrid electric", 75_800, 489_800),
    _maker("丰田", "广汽丰田汽车有限公司", "GTM", "car suv mpv hybrid electric", 77_800, 379_800),
    _maker("本田", "广汽本田汽车有限公司", "HG", "car suv mpv hybrid electric", 76_800, 299_800),
    _maker("东风本田", "东风本田汽车有限公司", "DHW", "car suv mpv hybrid electric", 89_800, 309_800),
    _maker("东风日产", "东风汽车有限公司", "DFL", "car suv electric", 69_900, 289_900),
    _maker("启辰", "东风汽车有限公司", "DFLQ", "car suv electric", 59_800, 159_800),
    _maker("东风风行", "东风柳州汽车有限公司", "LZ", "mpv suv lighttruck heavytruck tractor", 49_900, 189_900),
    _maker("东风", "东风商用车有限公司", "DFH", "heavytruck dump tractor special", 189_000, 489_000),
    _maker("东风", "东风汽车股份有限公司", "EQ", "lighttruck mediumtruck special bus", 59_800, 239_000),
    _maker("标致", "神龙汽车有限公司", "DC", "car suv", 79_700, 249_700),
    _maker("现代", "北京现代汽车有限公司", "BH", "car suv hybrid electric", 59_900, 279_800),
    _maker("起亚", "江苏悦达起亚汽车有限公司", "YQZ", "car suv electric", 59_900, 269_800),
    _maker("梅赛德斯-奔驰", "北京奔驰汽车有限公司", "BJB", "car suv electric", 239_800, 738_800),
    _maker("宝马", "华晨宝马汽车有限公司", "BMW", "car suv hybrid electric", 203_800, 618_900),
    _maker("沃尔沃", "浙江豪情汽车制造有限公司", "VCC", "car suv hybrid", 219_900, 559_900),
    _maker("凯迪拉克", "上汽通用汽车有限公司", "SGMK", "car suv electric", 199_700, 579_700),
    _maker("红旗", "中国第一汽车集团有限公司", "CAH", "car suv hybrid electric", 119_800, 698_000),
    _maker("奔腾", "一汽奔腾汽车股份有限公司", "CAB", "car suv electric", 59_800, 169_800),
    _maker("解放", "中国第一汽车集团有限公司", "CAJ", "mediumtruck heavytruck dump tractor special", 98_000, 468_000),
    _maker("吉利", "浙江吉利汽车有限公司", "JL", "car suv hybrid electric", 45_900, 229_900),
    _maker("领克", "吉利汽车集团有限公司", "MR", "car suv hybrid electric", 115_800, 289_800),
    _maker("比亚迪", "比亚迪汽车工业有限公司", "BYD", "car suv mpv hybrid electric bus", 59_800, 379_800),
    _maker("奇瑞", "奇瑞汽车股份有限公司", "SQR", "car suv hybrid electric", 39_900, 199_900),
    _maker("捷途", "奇瑞汽车股份有限公司", "SQRJ", "suv hybrid", 69_900, 189_900),
    _maker(
        "江淮", "安徽江淮汽车集团股份有限公司", "HFC", "car suv mpv lighttruck mediumtruck heavytruck", 49_800, 359_000
    ),
    _maker("长城", "长城汽车股份有限公司", "CC", "suv pickup hybrid", 62_800, 289_800),
    _maker("哈弗", "长城汽车股份有限公司", "CCH", "suv hybrid", 68_900, 239_800),
    _maker("欧拉", "长城汽车股份有限公司", "CCO", "electric", 69_800, 199_800),
    _maker("传祺", "广汽乘用车有限公司", "GAC", "car suv mpv hybrid", 69_800, 329_800),
    _maker("埃安", "广汽埃安新能源汽车有限公司", "GAM", "electric", 109_800, 299_800),
    _maker("三菱", "广汽三菱汽车有限公司", "GMC", "suv", 109_800, 269_800),
    _maker("铃木", "重庆长安铃木汽车有限公司", "SCS", "car suv", 45_900, 149_800),
    _maker("海马", "海马汽车有限公司", "HMC", "car suv", 49_800, 139_800),
    _maker("中华", "华晨汽车集团控股有限公司", "SY", "car suv van", 49_800, 189_800),
    _maker("金杯", "华晨雷诺金杯汽车有限公司", "SYJ", "van minivan lighttruck", 44_800, 239_800),
    _maker("福田", "北汽福田汽车股份有限公司", "BJ", "lighttruck mediumtruck pickup van special dump", 39_800, 289_000),
    _maker("欧曼", "北京福田戴姆勒汽车有限公司", "BJO", "heavytruck tractor dump special", 228_000, 488_000),
    _maker("北京", "北京汽车股份有限公司", "BJA", "car suv electric", 59_800, 289_800),
    _maker("江铃", "江铃汽车股份有限公司", "JX", "van lighttruck pickup special", 74_800, 259_800),
    _maker("江铃全顺", "江铃汽车股份有限公司", "JXQ", "van special bus", 129_800, 349_800),
    _maker("庆铃", "庆铃汽车股份有限公司", "QL", "lighttruck mediumtruck heavytruck pickup", 89_800, 369_000),
    _maker("依维柯", "南京依维柯汽车有限公司", "NJ", "van special bus lighttruck", 109_800, 329_800),
    _maker("中国重汽", "中国重汽集团济南卡车股份有限公司", "ZZ", "heavytruck tractor dump special", 219_000, 498_000),
    _maker("陕汽", "陕西重型汽车有限公司", "SX", "heavytruck tractor dump special", 209_000, 478_000),
    _maker("宇通", "宇通客车股份有限公司", "ZK", "bus electricbus special", 238_000, 1_680_000),
    _maker("金龙", "厦门金龙联合汽车工业有限公司", "XMQ", "bus electricbus van", 198_000, 1_580_000),
    _maker("金旅", "厦门金龙旅行车有限公司", "XML", "bus electricbus van", 188_000, 1_480_000),
    _maker("蔚来", "安徽江淮汽车集团股份有限公司", "HFN", "electric", 298_000, 598_000),
    _maker("小鹏", "肇庆小鹏新能源投资有限公司", "NHQ", "electric", 139_800, 359_800),
    _maker("理想", "重庆理想汽车有限公司", "LXA", "hybrid electric", 279_800, 459_800),
    _maker("特斯拉", "特斯拉（上海）有限公司", "TSL", "electric", 231_900, 394_900),
    _maker("豪爵", "江门市大长江集团有限公司", "HJ", "motorcycle", 4_580, 24_800),
    _maker("五羊-本田", "五羊-本田摩托（广州）有限公司", "WH", "motorcycle", 5_180, 26_800),
    _maker("雅马哈", "株洲建设雅马哈摩托车有限公司", "ZY", "motorcycle", 6_980, 22_980),
    _maker("钱江", "浙江钱江摩托股份有限公司", "QJ", "motorcycle", 4_280, 59_800),
)


@dataclass(frozen=True, slots=True)
class Importer:
    """A foreign brand as imported cars carry it: its Latin name, its families of type names, prices in yuan."""

    brand: str
    name: str
    latin: str
    families: tuple[str, ...]
    least: int
    most: int


def _importer(brand: str, name: str, latin: str, families: str, least: int, most: int) -> Importer:
    return Importer(brand, name, latin, tuple(families.split()), least, most)


IMPORTERS: Final = (
    _importer(
        "宝马", "宝马股份公司", "BMW", "320 330 420 528 535 640 730 740 750 X3 X5 X6 X7 Z4 M3 M5", 329_800, 2_680_000
    ),
    _importer(
        "奔驰",
        "梅赛德斯-奔驰股份公司",
        "BENZ",
        "B200 C300 E320 S350 S400 S500 GLE450 GLS400 ML350 SLK200",
        299_800,
        2_998_800,
    ),
    _importer("奥迪", "奥迪股份公司", "AUDI", "A4 A5 A6 A7 A8L Q5 Q7 Q8 TT RS5", 359_800, 1_999_800),
    _importer("保时捷", "保时捷股份公司", "PORSCHE", "CAYENNE MACAN PANAMERA 911 718 TAYCAN", 553_000, 2_880_000),
    _importer(
        "雷克萨斯",
        "丰田汽车公司",
        "LEXUS",
        "ES200 ES300H IS300 LS500 NX200 NX300H RX300 RX450H LX570 CT200H",
        219_000,
        1_660_000,
    ),
    _importer(
        "丰田", "丰田汽车公司", "TOYOTA", "ALPHARD PREVIA SEQUOIA LANDCRUISER FJCRUISER 86 HIACE", 269_800, 1_120_000
    ),
    _importer(
        "路虎", "捷豹路虎有限公司", "LANDROVER", "DEFENDER DISCOVERY RANGEROVER EVOQUE VELAR SPORT", 398_000, 2_838_000
    ),
    _importer("捷豹", "捷豹路虎有限公司", "JAGUAR", "XF XJ XK FTYPE FPACE", 398_000, 1_688_000),
    _importer("沃尔沃", "沃尔沃汽车公司", "VOLVO", "XC90 XC60 V40 V60 V90 S80", 239_800, 1_158_000),
    _importer("斯巴鲁", "富士重工业株式会社", "SUBARU", "FORESTER OUTBACK XV LEGACY BRZ", 199_800, 398_000),
    _importer("英菲尼迪", "日产自动车株式会社", "INFINITI", "QX50 QX60 QX70 QX80 Q50 Q70 ESQ", 269_800, 1_380_000),
    _importer(
        "大众", "大众汽车股份公司", "VW", "TOUAREG PHAETON TIGUAN BEETLE SCIROCCO GOLF MULTIVAN", 219_800, 1_480_000
    ),
    _importer("三菱", "三菱自动车工业株式会社", "MITSUBISHI", "PAJERO OUTLANDER ASX", 198_000, 468_000),
    _importer("吉普", "克莱斯勒集团有限公司", "JEEP", "WRANGLER COMPASS GRANDCHEROKEE PATRIOT", 218_900, 899_900),
    _importer("林肯", "福特汽车公司", "LINCOLN", "MKC MKX MKZ NAVIGATOR CONTINENTAL AVIATOR", 278_800, 1_288_000),
    _importer("特斯拉", "特斯拉公司", "TESLA", "MODELS MODELX MODEL3", 331_900, 1_499_900),
    _importer("迷你", "宝马股份公司", "MINI", "COOPER ONE COUNTRYMAN CLUBMAN PACEMAN", 189_800, 428_000),
    _importer(
        "玛莎拉蒂", "玛莎拉蒂股份公司", "MASERATI", "GHIBLI LEVANTE QUATTROPORTE GRANTURISMO", 788_000, 2_980_000
    ),
)
