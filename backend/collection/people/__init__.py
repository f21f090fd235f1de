"""Who is at the phone (车主身份): login, consent, the proved phone."""
