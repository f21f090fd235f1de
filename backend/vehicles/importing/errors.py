"""Why a readable file, or one row of it, does not get into the catalogue (导入拒绝)."""

from backend.kit.errors import Refusal


class ColumnMissing(Refusal):
    """A column without which nothing can be imported (缺少列)."""

    code = "CAT-401"
    status = 422
    say = "缺少必填的列：{titles}。请对照模板检查第一行的表头。"


class ColumnTwice(Refusal):
    """Two headings that mean the same (重复列)."""

    code = "CAT-402"
    status = 422
    say = "“{first}”和“{second}”两列都表示{title}，请只保留一列。"


class ValueMissing(Refusal):
    """A required cell is empty (必填为空)."""

    code = "CAT-201"
    status = 422
    say = "{title}没有填写。"


class ValueTooLong(Refusal):
    """More than the catalogue keeps of it (内容过长)."""

    code = "CAT-202"
    status = 422
    say = "{title}最多 {most} 个字，请缩短。"


class ModelMalformed(Refusal):
    """A brand model without a letter or digit (品牌型号有误)."""

    code = "CAT-203"
    status = 422
    say = "品牌型号应按行驶证填写，如“东南牌DN7152HAS”。"


class VehicleTypeUnknown(Refusal):
    """Not a class of GA 802 (车辆类型有误)."""

    code = "CAT-204"
    status = 422
    say = "车辆类型不是 GA 802 的名称或代码，如“小型轿车”或 K33。"


class SeatsAbsurd(Refusal):
    """No number of seats that a vehicle has (座位数有误)."""

    code = "CAT-205"
    status = 422
    say = "座位数应是 {least} 至 {most} 的整数。"


class MonthMalformed(Refusal):
    """No year or month (年月有误)."""

    code = "CAT-206"
    status = 422
    say = "{title}应是年或年月，如 2012 或 2012-03，且在 {first} 至 {last} 年之间。"


class MonthsReversed(Refusal):
    """Taken off sale before it was on sale (时间颠倒)."""

    code = "CAT-207"
    status = 422
    say = "停售时间早于上市时间，请核对。"


class PriceMalformed(Refusal):
    """No amount of yuan (价格有误)."""

    code = "CAT-208"
    status = 422
    say = "新车价应是金额，单位为元，最多两位小数，如 89800。"


class PriceAbsurd(Refusal):
    """Nothing is that cheap, or that dear (价格离谱)."""

    code = "CAT-209"
    status = 422
    say = "新车价应在 {least} 元至 {most} 元之间，请核对是否把万元当作了元。"


class OriginUnknown(Refusal):
    """Neither domestic nor imported (产地有误)."""

    code = "CAT-210"
    status = 422
    say = "产地应填“国产”或“进口”。"


class DateMalformed(Refusal):
    """No day from which a price can hold (生效日期有误)."""

    code = "CAT-211"
    status = 422
    say = "价格生效日期应是 {first} 年以后、不晚于今天的日期，如 2012-03-01。"


class TooManyCells(Refusal):
    """More cells than headings, so nothing in the row can be trusted (单元格过多)."""

    code = "CAT-212"
    status = 422
    say = "这一行有 {count} 个单元格，表头只有 {width} 个。请检查是否多了逗号。"


class RowTwice(Refusal):
    """The same model with the same day of price stands further up (重复行)."""

    code = "CAT-213"
    status = 422
    say = "与第 {line} 行是同一车型。不同配置请用发动机、座位数、上市时间或目录编号区分。"


class ModelAmbiguous(Refusal):
    """The row fits several configurations that the catalogue has (无法确定车型)."""

    code = "CAT-214"
    status = 422
    say = "车型库中有 {count} 个配置都符合这一行，请补充发动机、座位数、上市时间或目录编号。"
