"""阿里云: one RPC front door (:mod:`rpc`) and a module a product behind it; all share the V1 signature."""
