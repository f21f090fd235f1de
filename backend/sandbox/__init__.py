"""The sandbox (沙箱): simulators of every outside service, faithful on the wire, with fault switches and a page.

It stands on the far side of a socket and imports nothing of the platform except the pure rules; only ``cwt sandbox``
and tests start it.
"""
