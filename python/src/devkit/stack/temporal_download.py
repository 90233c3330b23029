"""The SDK's own download of the Temporal CLI; a program apart, so that it can be ended in time.

python -m devkit.stack.temporal_download VERSION DIRECTORY
"""

import sys
from asyncio import run

from temporalio.testing import WorkflowEnvironment


async def _download(version: str, directory: str) -> None:
    # The SDK downloads only to start; so it starts, once.
    server = await WorkflowEnvironment.start_local(
        download_dest_dir=directory, dev_server_download_version=f"v{version}"
    )
    await server.shutdown()


if __name__ == "__main__":
    try:
        run(_download(*sys.argv[1:]))
    except RuntimeError as error:
        sys.exit(str(error))
