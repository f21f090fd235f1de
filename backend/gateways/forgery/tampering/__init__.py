"""拼接篡改: a part of the picture that has another history than the rest, one module a kind of sign."""
