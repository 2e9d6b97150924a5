"""Every Chinese sentence the bot sends, as functions of values."""
