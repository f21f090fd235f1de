"""What the station's pages call things (名称)."""

SOURCES = {"recognised": "识别", "typed": "填写", "corrected": "更正", "scanned": "扫描"}
TRADES = {"direct": "直接交易", "entrusted": "委托交易"}
