import os

import uvicorn

uvicorn.run(
    "tests.bench.limits.app:app",
    port=int(os.environ["METTLE_LIMITS_PORT"]),
    http="httptools",
    loop="uvloop",
    ws="none",
    access_log=False,
    log_level="error",
)
