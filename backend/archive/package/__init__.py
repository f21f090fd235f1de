"""The evidence package (证据包): what goes into an archive, its list for people, the roots, and the verifier inside."""
