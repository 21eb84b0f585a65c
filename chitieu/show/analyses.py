"""The analyses of one module of `show`, as a notebook calls them."""

from __future__ import annotations

from functools import partial, wraps
from types import ModuleType

from chitieu.faults import did_you_mean
from chitieu.show.profile.place import Place
from chitieu.show.scene import Scene
from chitieu.show.trends.years import Years


class Analyses:
    """Each analysis of a module without its first argument, the scene: `book.health.funnel("3b")`
    is `show.health.funnel(book.scene, "3b")`."""

    def __init__(self, module: ModuleType, scene: Scene | Years | Place):
        self._module, self._scene = module, scene

    def __dir__(self) -> list[str]:
        return list(self._module.__all__)

    def __getattr__(self, name: str):
        if name not in dir(self):
            raise AttributeError(f"no analysis '{name}'; {did_you_mean(name, dir(self))}")
        return wraps(getattr(self._module, name))(partial(getattr(self._module, name), self._scene))
