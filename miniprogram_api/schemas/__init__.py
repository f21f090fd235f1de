"""What goes over the wire (接口数据): one model a request or answer. Money is fen, times are UTC."""
