"""A transfer's papers (文书): which there are, what each says, who signs it, and what the vehicle office asks."""
