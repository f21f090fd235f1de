"""The judgement of a capture (真人检测判定): functions of values, no picture and no database."""
