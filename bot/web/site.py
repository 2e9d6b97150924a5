"""What every page is handed: the running program, the templates, what is to be shown once."""

from __future__ import annotations

import hashlib
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.templating import Jinja2Templates

from bot.web.guard import form_token
from bot.web.words import FILTERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from bot.ports.front import Front
    from bot.ports.messages import Reply
    from bot.web.throttle import Throttle

STATIC = Path(__file__).parent / "static"
FLASHES_KEPT = 200
CARE_COOKIE = "care"


class Flashes:
    """Replies waiting to be shown once on the next page, by a random key; in memory only."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[str, tuple[Reply, ...]] = OrderedDict()

    def put(self, replies: tuple[Reply, ...]) -> str:
        """Keep the replies until they are shown; the oldest leave when there are too many."""
        key = secrets.token_urlsafe(12)
        self._waiting[key] = replies
        while len(self._waiting) > FLASHES_KEPT:
            self._waiting.popitem(last=False)
        return key

    def take(self, key: str) -> tuple[Reply, ...]:
        """The replies under that key, once."""
        return self._waiting.pop(key, ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The web adapter's own composition."""

    front: Front
    loopback: bool
    max_file_bytes: int
    templates: Jinja2Templates
    flashes: Flashes
    throttle: Throttle


def site_of(request: Request) -> Site:
    """The site a request came to."""
    return cast("Site", request.app.state.site)


def open_templates() -> Jinja2Templates:
    """The page templates; every value is escaped, an unknown name is an error."""
    environment = Environment(
        loader=PackageLoader("bot.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(FILTERS)
    environment.globals["static_version"] = _static_version()
    return Jinja2Templates(env=environment)


def _static_version() -> str:
    """A name for the static files as they are, so that browsers may keep them until they change."""
    digest = hashlib.sha256()
    for path in sorted(STATIC.iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def page(request: Request, template: str, context: Mapping[str, Any], *, status: int = 200) -> Response:
    """Render a page with what all pages need: the form token and whether large type is on."""
    return site_of(request).templates.TemplateResponse(
        request,
        template,
        {"token": form_token(request), "care": request.cookies.get(CARE_COOKIE) == "1", **context},
        status_code=status,
    )
