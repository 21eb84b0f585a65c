"""What a worker answers: bytes, held against what it was asked for before a page is written."""

from __future__ import annotations

import json
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from chitieu.publish.execute import provenance
from chitieu.publish.schedule import Report


class Answer(BaseModel):
    """What a report read and its texts by their endings, or an error in one line with the calls
    that led to it."""

    model_config = ConfigDict(extra="forbid", strict=True)
    read: dict[Literal["figures", "files"], dict[str, str]]
    texts: dict[Literal[".ipynb", ".html"], str]
    error: str
    origin: str
    seconds: float


def read_answer(data: object, report: Report, check_code: str) -> Answer:
    """Return a worker's answer. Raises ValueError where it is none, or is another report's."""
    try:
        answer = Answer.model_validate_json(data if isinstance(data, bytes) else b"")
        if answer.error:
            return answer
        notebook, page = (answer.texts[ending] for ending in (".ipynb", ".html"))
        is_of = json.loads(notebook)["metadata"]["chitieu"] == provenance(report, check_code)
        if is_of and answer.read.keys() == {"figures", "files"} and check_code in page:
            return answer
    except (ValidationError, KeyError, TypeError, ValueError):
        pass
    raise ValueError("a worker answered something else than this report; see to its machine")
