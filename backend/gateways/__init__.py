"""The outside (外部服务): one module a service, each behind a small Protocol named for the job it does."""
