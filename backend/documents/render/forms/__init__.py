"""One small module a document (各文书版式): its layout; its words are in ``templates/documents``."""
