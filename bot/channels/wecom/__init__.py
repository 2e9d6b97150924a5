"""WeCom (企业微信): what comes in, what goes out, the connections."""
