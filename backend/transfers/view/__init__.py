"""Looking at transfers (查看): the page, the lists, the owners' side."""
