"""Places and words from which test people are put together (测试用地名与词表). Nobody real.

Region codes follow GB/T 2260; the plate's letters are those that the region's traffic police issue.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Place:
    """One county-level region: its code, the names above it, and the letters of its plates."""

    code: str
    province: str
    city: str
    county: str
    plate: str

    @property
    def address(self) -> str:
        """As an ID card begins an address; a municipality is not said twice."""
        return f"{self.province}{'' if self.city == self.province else self.city}{self.county}"

    @property
    def police(self) -> str:
        """签发机关 of an ID card."""
        if self.county.endswith("区"):
            return f"{self.city}公安局{self.county.removesuffix('新区').removesuffix('区')}分局"
        return f"{self.county}公安局"

    @property
    def traffic_police(self) -> tuple[str, str]:
        """The seal of a vehicle licence in two halves: place, and office."""
        above = "" if self.city == self.province else self.province
        return f"{above}{self.city}公安局", "交通警察支队"


_ROWS: Final = """
350102 福建省 福州市 鼓楼区 闽A
350104 福建省 福州市 仓山区 闽A
350111 福建省 福州市 晋安区 闽A
350121 福建省 福州市 闽侯县 闽A
350123 福建省 福州市 罗源县 闽A
350205 福建省 厦门市 海沧区 闽D
350502 福建省 泉州市 鲤城区 闽C
350582 福建省 泉州市 晋江市 闽C
350602 福建省 漳州市 芗城区 闽E
350302 福建省 莆田市 城厢区 闽B
330106 浙江省 杭州市 西湖区 浙A
330203 浙江省 宁波市 海曙区 浙B
330302 浙江省 温州市 鹿城区 浙C
330822 浙江省 衢州市 常山县 浙H
320505 江苏省 苏州市 虎丘区 苏E
320211 江苏省 无锡市 滨湖区 苏B
310115 上海市 上海市 浦东新区 沪A
110105 北京市 北京市 朝阳区 京N
120104 天津市 天津市 南开区 津A
500112 重庆市 重庆市 渝北区 渝A
440106 广东省 广州市 天河区 粤A
440305 广东省 深圳市 南山区 粤B
510107 四川省 成都市 武侯区 川A
610113 陕西省 西安市 雁塔区 陕A
420106 湖北省 武汉市 武昌区 鄂A
430104 湖南省 长沙市 岳麓区 湘A
410105 河南省 郑州市 金水区 豫A
370102 山东省 济南市 历下区 鲁A
621202 甘肃省 陇南市 武都区 甘K
530102 云南省 昆明市 五华区 云A
450103 广西壮族自治区 南宁市 青秀区 桂A
650102 新疆维吾尔自治区 乌鲁木齐市 天山区 新A
520103 贵州省 贵阳市 云岩区 贵A
230102 黑龙江省 哈尔滨市 道里区 黑A
"""

PLACES: Final = tuple(Place(*row.split()) for row in _ROWS.split("\n") if row)
BY_CODE: Final = {place.code: place for place in PLACES}

SURNAMES: Final = (
    *"王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗郑梁谢宋唐许邓韩",
    *"冯曹彭曾萧田董潘袁蔡余叶詹卓阙邝逄缪仝",
    *("欧阳", "司马", "上官", "诸葛", "尉迟"),
)
GIVEN: Final = tuple(
    "伟芳娜敏静丽强磊军洋勇艳杰涛明超霞平刚玲辉莉斌宇浩凯鑫婷雪慧佳欣怡晨子轩梓涵思雨嘉豪俊志国建华文海燕"
    "昊睿玥琪瑞煜晗翊锴燊犇淼赟祎芮彧珏翀旻"
)
MINORITY: Final = (
    ("阿依古丽·买买提", "女", "维吾尔"), ("买买提江·吐尔逊", "男", "维吾尔"), ("古丽娜尔·艾合买提", "女", "维吾尔"),
    ("叶尔兰·哈那提", "男", "哈萨克"), ("巴特尔", "男", "蒙古"), ("扎西次仁", "男", "藏"), ("卓玛央宗", "女", "藏"),
    ("马依拉·库尔班", "女", "维吾尔"), ("努尔兰·赛力克", "男", "哈萨克"),
)  # fmt: skip
ETHNICITIES: Final = ("汉",) * 12 + ("畲", "回", "满", "壮", "苗", "土家", "彝", "侗", "布依", "朝鲜", "高山")
STREETS: Final = (
    "东街口路", "五四北路", "福马路", "金山大道", "学府南路", "湖东路", "鼓山大道", "解放中路", "人民东路", "建设三路",
    "文昌街", "新华北街", "环城西路", "白马河路", "滨江大道", "凤凰岭路", "朝阳巷", "和平里", "杨桥路", "玉泉路",
)  # fmt: skip
ESTATES: Final = ("", "", "", "锦绣花园", "融侨水乡", "世纪名城", "万科金域", "阳光城丽景湾", "东方家园", "翠湖天地")
VILLAGES: Final = ("上街镇新洲村", "青口镇宏屿村", "白塔乡南洋村", "荆溪镇关口村", "竹岐乡榕东村", "甘蔗街道昙石村")
TRADES: Final = (
    ("汽车贸易", "汽车销售；二手车经销；汽车零配件零售；机动车修理和维护；二手车经纪；商务信息咨询服务"),
    ("科技", "软件开发；信息技术咨询服务；计算机软硬件及辅助设备零售；互联网销售（除销售需要许可的商品）"),
    ("物流", "道路货物运输（不含危险货物）；国内货物运输代理；装卸搬运；普通货物仓储服务"),
    ("建筑工程", "房屋建筑和市政基础设施项目工程总承包；住宅室内装饰装修；建筑材料销售"),
    ("商贸", "日用百货销售；服装服饰批发；五金产品零售；办公用品销售；国内贸易代理"),
)
SHOP_WORDS: Final = ("鑫源", "宏达", "永辉", "顺通", "瑞丰", "海峡", "榕城", "恒信", "金诺", "嘉和", "万达通", "铭泰")
