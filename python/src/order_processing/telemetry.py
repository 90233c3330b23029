"""What the roles say of themselves: logs now; metrics and traces have their place here."""

import logging
import time


def configure_logging() -> None:
    """Log to standard error, one line an event, times in UTC.

    Libraries that log each request are kept to warnings.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.Formatter.converter = time.gmtime
    for chatty in ("httpx", "httpcore", "uvicorn.access"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
