"""How long names in the till's tables are (编号长度)."""

# Letters of a public id.
NAME_LETTERS = 20
# WeChat takes 6 to 32 letters as a merchant's own number (商户订单号), Alipay 64.
NUMBER_LETTERS = 32
