"""The performance service in a process that is killed after it committed and before it answers its first POST."""

import os
import signal
from pathlib import Path

import httpx
from fastapi import FastAPI

from services.performance.app import create
from shared.auth.issuer import Issuer, router
from shared.testing import ISSUER


def dying():
    provider = FastAPI()
    provider.include_router(router(Issuer(ISSUER, Path(os.environ["ISSUER_KEY"]))))
    app = create(provider=httpx.AsyncClient(transport=httpx.ASGITransport(provider)))

    async def killed(scope, receive, send):
        async def cut_off(message):
            if scope.get("method") == "POST":
                os.kill(os.getpid(), signal.SIGKILL)
            await send(message)

        await app(scope, receive, cut_off)

    return killed
