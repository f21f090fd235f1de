"""Every no of the catalogue (车型库拒绝); those about one row of a file are in ``importing/errors.py``."""

from backend.kit.errors import Refusal


class UnknownCatalogueModel(Refusal):
    """No model of that id (车型不存在)."""

    code = "CAT-101"
    status = 404
    say = "车型库里没有这个车型，请返回列表重新选择。"


class UnknownImport(Refusal):
    """No import of that id (导入不存在)."""

    code = "CAT-102"
    status = 404
    say = "没有找到这次导入，请返回导入记录重新选择。"


class ModelChanged(Refusal):
    """Somebody else changed the model since the page was opened (版本冲突)."""

    code = "CAT-103"
    say = "这个车型刚被他人或导入修改过，您页面上的内容已不是最新。请核对最新内容后再提交。"


class ModelExists(Refusal):
    """The same configuration stands in the catalogue already, perhaps retired (车型已存在)."""

    code = "CAT-104"
    say = "车型库中已有相同的品牌型号和配置（可能已停用），请在列表中查找并修改它。"


class PriceTooOld(Refusal):
    """A price by hand holds from its day on; the history before it stays what it was (价格日期过早)."""

    code = "CAT-105"
    status = 422
    say = "该车型已有 {since} 起生效的价格，新价格的生效日期不能更早。"
