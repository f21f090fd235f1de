"""规则的测试: the examples of DOMAIN §1-§4 and the properties behind them."""
