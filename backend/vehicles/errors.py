"""Every no of the catalogue (车型库拒绝); those about one row of a file are in ``importing/errors.py``."""

from backend.kit.errors import Refusal


class UnknownCatalogueModel(Refusal):
    """No model of that id (车型不存在)."""

    code = "VEH-101"
    status = 404
    say = "车型库里没有这个车型，请返回列表重新选择。"


class UnknownImport(Refusal):
    """No import of that id (导入不存在)."""

    code = "VEH-102"
    status = 404
    say = "没有找到这次导入，请返回导入记录重新选择。"
