"""`python -m devkit.vendors`: the vendors as a process of their own, until SIGINT or SIGTERM."""

import signal
import threading
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import Annotated

import typer
from fastapi import FastAPI
from pydantic import SecretStr

from devkit.vendors import commerce, payments, pims
from devkit.vendors.server import Listener, ListenError, serving
from order_processing import settings

Port = Annotated[int | None, typer.Option(help="0: a free one; not served unless it is given")]
CreateApp = Callable[[SecretStr], FastAPI]


def main(
    commerce_port: Port = None,
    pims_port: Port = None,
    payments_port: Port = None,
    commerce_limit: Annotated[
        int, typer.Option(help="requests that the Commerce App takes in any second")
    ] = commerce.REQUESTS_PER_SECOND,
) -> None:
    """Serve simulated vendors; OMS_{COMMERCE,PIMS,PAYMENTS}_TOKEN are the tokens they take."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    configured = settings.load()
    create_commerce = partial(commerce.create_app, requests_per_second=commerce_limit)
    vendors: dict[str, tuple[int | None, SecretStr, CreateApp]] = {
        "COMMERCE": (commerce_port, configured.commerce_token, create_commerce),
        "PIMS": (pims_port, configured.pims_token, pims.create_app),
        "PAYMENTS": (payments_port, configured.payments_token, payments.create_app),
    }
    with ExitStack() as stack:
        for name, (port, token, create_app) in vendors.items():
            if port is None:
                continue
            listener = Listener(port, _required(f"OMS_{name}_TOKEN", token))
            try:
                endpoint = stack.enter_context(serving(create_app, listener))
            except ListenError as error:
                option = f"--{name.lower()}-port"
                raise typer.BadParameter(f"{error}; choose another", param_hint=option) from error
            typer.echo(f"OMS_{name}_URL={endpoint.url}")
        stop.wait()


def _required(setting: str, token: SecretStr) -> SecretStr:
    if not token.get_secret_value():
        raise typer.BadParameter("is not set: any text will do as a token", param_hint=setting)
    return token


if __name__ == "__main__":
    typer.run(main)
