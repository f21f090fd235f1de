"""阿里云 OSS: a bucket server on loopback; :mod:`service` names it to the sandbox, ``wire`` is its front door."""
