"""阿里云 OCR: its five actions (:mod:`reader`) and what their names mean here (:mod:`fields`)."""
