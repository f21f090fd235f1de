"""Between owner and station (车主与服务站): access codes, claiming, sending back, telling, and what a station sees."""
