"""阿里云实人认证 for faces: two pictures compared (:mod:`compare`), one asked whether it is alive (:mod:`alive`)."""
