"""证书: the platform's authority, the certificates it gives, and the keys that belong to them."""
