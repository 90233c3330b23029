"""What every simulated vendor has: token, problems, traffic control, faults, admin API."""

from collections.abc import MutableMapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, TypeVar

from fastapi import Depends, FastAPI
from pydantic import AfterValidator, AwareDatetime, SecretStr

from devkit.vendors.authentication import bearer
from devkit.vendors.fault_injection import FaultInjection
from devkit.vendors.faults import Fault, Faults
from devkit.vendors.paths import RouteAsSent
from devkit.vendors.problems import answer_with_problems
from devkit.vendors.traffic import Traffic, TrafficControl, TrafficReport

Record = TypeVar("Record")


def _to_utc(time: datetime) -> datetime:
    return time.astimezone(UTC)


UtcTime = Annotated[AwareDatetime, AfterValidator(_to_utc)]
"""A time, written as RFC 3339 with `Z`."""


def create_vendor(
    title: str,
    token: SecretStr,
    records: MutableMapping[str, Record],
    *,
    requests_per_second: int | None = None,
) -> FastAPI:
    """A vendor without any API of its own yet.

    Args:
        title: the vendor's name.
        token: the bearer token it asks for, under `/admin` too.
        records: what it knows by id; a reset empties it.
        requests_per_second: how many requests it takes in any sliding second; None: any number.
    """
    app = FastAPI(title=title, dependencies=[Depends(bearer(token))], redirect_slashes=False)
    traffic = Traffic()
    faults = Faults()
    answer_with_problems(app)
    # The last one added is the first to see a request.
    app.add_middleware(FaultInjection, faults=faults)
    app.add_middleware(TrafficControl, traffic=traffic, requests_per_second=requests_per_second)
    app.add_middleware(RouteAsSent)

    @app.post("/admin/faults", status_code=HTTPStatus.NO_CONTENT)
    async def _add_fault(fault: Fault) -> None:
        faults.add(fault)

    @app.delete("/admin/faults", status_code=HTTPStatus.NO_CONTENT)
    async def _clear_faults() -> None:
        faults.clear()

    @app.get("/admin/requests")
    async def _requests() -> TrafficReport:
        return traffic.report()

    @app.post("/admin/reset", status_code=HTTPStatus.NO_CONTENT)
    async def _reset() -> None:
        records.clear()
        faults.clear()
        traffic.reset()

    return app
