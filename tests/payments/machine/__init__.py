"""What the state machine of the till stands on (收银台状态机): a hall, its mishaps, and the evening's counting."""
