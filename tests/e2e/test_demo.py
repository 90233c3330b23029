"""The main job, smaller: the demo as a person starts it, on the servers of this run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from devkit.infrastructure import Endpoints

ORDERS = 15
TIMEOUT_SECONDS = 240


@pytest.mark.timeout(TIMEOUT_SECONDS + 30)
def test_the_demo_forwards_each_order_exactly_once_and_says_so(
    endpoints: Endpoints, tmp_path: Path
):
    demo = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "order_processing.cli.main", "demo", "--orders", str(ORDERS)],
        env={**os.environ, **endpoints.environment(), "OMS_STATE_DIR": str(tmp_path / "state")},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
    print(demo.stdout, demo.stderr)
    assert demo.returncode == 0
    last_line = demo.stdout.strip().splitlines()[-1]
    assert last_line == f"{ORDERS} orders: {ORDERS} forwarded; all as expected"
