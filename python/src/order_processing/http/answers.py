"""Types of the fields of a vendor's JSON answer, read strictly; unknown fields are accepted."""

import re
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")


class Answer(BaseModel):
    """An answer, or an object within one: `"2"`, `2.0` and null are no numbers."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


def _only_rfc_3339(value: object) -> object:
    """Refuse what pydantic would take for a time beside RFC 3339: numbers, dates, blanks."""
    if isinstance(value, str) and _RFC_3339.fullmatch(value):
        return value
    raise PydanticCustomError("rfc_3339", "not a time as RFC 3339 writes it")


Text = Annotated[str, Field(min_length=1, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$")]
"""A name or a code: not empty, without control characters (PostgreSQL's JSON takes no NUL)."""

Int64 = Annotated[int, Field(ge=-(2**63), lt=2**63)]
"""An integer that the contracts' int64 can hold."""

Time = Annotated[
    AwareDatetime,
    # The bounds keep every offset from UTC within what datetime can hold.
    Field(strict=False, ge=datetime(1970, 1, 1, tzinfo=UTC), lt=datetime(9999, 1, 1, tzinfo=UTC)),
    BeforeValidator(_only_rfc_3339),
]
"""An RFC 3339 time with its offset from UTC."""
