"""WeCom (企业微信): frames, what goes out, the long connection, the channel."""
