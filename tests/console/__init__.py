"""The clerk's face over real sockets."""
