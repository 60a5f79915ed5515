"""One workspace: what all methods share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from windtunnel.kernel.clock import Clock
from windtunnel.simulator import Call, System
from windtunnel.simulator.search_index import SearchIndex

from .authors import Authors
from .blocks import BlockRules
from .channels import Channels
from .content import ContentReader
from .events import Events
from .file_objects import Files
from .installations import Installations
from .interactions import Interactions
from .messages import Messages
from .outbox import Outbox
from .people import People
from .responses import Responses
from .timestamps import Timestamps
from .view_stack import Views

if TYPE_CHECKING:
    from .system import Slack

ORIGIN = "origin"


class Workspace:
    """A team with its members, channels, messages and the one app that is installed.

    Args:
        system: the simulator whose store, clock and chance are used.
    """

    def __init__(self, system: System) -> None:
        self.system = system
        self.store = system.store
        self.clock: Clock = system.clock
        self.ids = system.ids
        self.agenda = system.agenda
        self.credentials = system.credentials
        self.timestamps = Timestamps(self.store, self.clock)
        self.blocks = BlockRules(self.ids, self.limit("text_object_characters"))
        self.people = People(self)
        self.channels = Channels(self)
        self.content = ContentReader(self)
        self.authors = Authors(self)
        self.files = Files(self)
        self.outbox = Outbox(self)
        self.events = Events(self)
        self.messages = Messages(self)
        self.message_index = SearchIndex(system, "messages")
        self.installations = Installations(self)
        self.interactions = Interactions(self)
        self.responses = Responses(self)
        self.views = Views(self)

    @property
    def team_id(self) -> str:
        """The team's id."""
        return self.credentials["team_id"]

    @property
    def app_id(self) -> str:
        """The app's id."""
        return self.credentials["app_id"]

    @property
    def bot_user_id(self) -> str:
        """The user id of the app's bot."""
        return self.credentials["bot_user_id"]

    @property
    def url(self) -> str:
        """The team's own address."""
        return f"https://{self.credentials['team_domain']}.slack.com/"

    @property
    def bot_scopes(self) -> tuple[str, ...]:
        """What the app's bot may do."""
        return tuple(self.credentials["scope"].split(","))

    def limit(self, name: str) -> int:
        """Return one of the profile's limits."""
        return int(self.system.profile.limits[name])

    def now(self) -> int:
        """Return the time in whole seconds."""
        return int(self.clock.now())

    def new_id(self, prefix: str) -> str:
        """Return an id with the vendor's prefix for its kind."""
        return f"{prefix}07{self.ids.fill('{upper:8}')}"

    def option(self, name: str, default: Any) -> Any:
        """Return what the scenario or the user set for this system."""
        return self.system.options.get(name, default)

    def avatar(self, size: int) -> str:
        """Return the address of a picture."""
        return f"https://avatars.slack-edge.com/default/{size}.png"

    def remember_origin(self, origin: str) -> None:
        """Note under which address callers reach this simulator, for links in what it sends by itself."""
        known = self.store["_origins"].get(ORIGIN)
        if known is None or known["url"] != origin:
            self.store["_origins"].put(ORIGIN, {"url": origin})

    def link(self, path: str) -> str:
        """Return ``path`` under the address that callers used last; under the vendor's own before any call."""
        known = self.store["_origins"].get(ORIGIN)
        return (str(known["url"]) if known is not None else "https://slack.com") + path


def workspace_of(call: Call) -> Workspace:
    """Return the workspace that ``call`` is made in."""
    return cast("Slack", call.system).workspace
