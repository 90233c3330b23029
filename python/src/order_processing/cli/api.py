"""`oms api`: the HTTP service."""

import signal
import sys

import typer
import uvicorn

from order_processing import settings, telemetry
from order_processing.api.app import create_app
from order_processing.api.signature import MissingSecretError

GRACE_SECONDS = 10
"""How long requests under way may take once the service is told to stop."""


def run() -> None:
    """Serve the webhooks until SIGTERM or Ctrl-C."""
    telemetry.configure_logging()
    configuration = settings.load()
    try:
        service = create_app(configuration)
    except MissingSecretError as error:
        typer.echo(error, err=True)
        raise typer.Exit(2) from None
    # uvicorn stops gracefully and then raises the signal again: being told to stop is no failure.
    for stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop, lambda *_: sys.exit(0))
    uvicorn.run(
        service,
        host=configuration.api_host,
        port=configuration.api_port,
        timeout_graceful_shutdown=GRACE_SECONDS,
        # uvicorn's own configuration turns its access log on.
        log_config=None,
    )
