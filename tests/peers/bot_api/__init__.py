"""A Bot API service of our own for the tests: strict, on loopback, with every limit and fault that Telegram has.

In a test: `with bot_api() as api`, then `base_url = api.url` and `token = api.token` for the program, and for the
people `api.say(7, "你好")` and `api.expect(7, "您好")`. By hand: `python -m tests.peers.bot_api --port 9123 --limits`.
"""

from tests.peers.bot_api.client import TOKEN, BotApi, bot_api, bot_api_process

__all__ = ["TOKEN", "BotApi", "bot_api", "bot_api_process"]
