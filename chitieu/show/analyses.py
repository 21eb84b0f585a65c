"""The analyses of one module of `show`, as a notebook calls them."""

from __future__ import annotations

import inspect
from functools import wraps
from types import ModuleType

from chitieu.faults import did_you_mean
from chitieu.show.briefing.brief import Brief
from chitieu.show.profile.place import Place
from chitieu.show.scene import Scene
from chitieu.show.trends.years import Years
from chitieu.words import speaking


class Analyses:
    """Each analysis of a module without its first argument, the scene: `book.health.funnel("3b")`
    is `show.health.funnel(book.scene, "3b")`, told in the workbook's language."""

    def __init__(self, module: ModuleType, scene: Scene | Years | Place | Brief, language: str):
        self._module, self._scene, self._language = module, scene, language

    def __dir__(self) -> list[str]:
        return list(self._module.__all__)

    def __getattr__(self, name: str):
        if name not in dir(self):
            raise AttributeError(f"no analysis '{name}'; {did_you_mean(name, dir(self))}")
        analysis = getattr(self._module, name)

        @wraps(analysis)
        def told(*args, **options):
            with speaking(self._language):
                return analysis(self._scene, *args, **options)

        signature = inspect.signature(analysis)  # as it is typed: without the scene
        _, *given = signature.parameters.values()
        told.__signature__ = signature.replace(parameters=given)
        return told
