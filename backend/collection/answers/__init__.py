"""What an owner says (填写与确认): fields and their rules, confirmation, signature, the page to check everything."""
