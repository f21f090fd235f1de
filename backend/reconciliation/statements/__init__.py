"""结算单: what was taken, given back and kept by the channels, by day, station, clerk, channel: parts of one whole."""
