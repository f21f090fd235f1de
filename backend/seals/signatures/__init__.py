"""电子签章: seals put under PDFs, read again, and told what they are worth."""
