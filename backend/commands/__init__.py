"""What ``cwt``'s maintenance commands do (维护命令): on the machine, its keys and its vault, without the web server."""
