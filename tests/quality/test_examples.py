"""The examples of the OpenAPI document are answered as they stand."""

from services.quality.sampling.router import router as sampling
from tests.quality.conftest import EVERYTHING


async def test_every_example_of_a_whole_body_is_answered(app, client, make):
    anyone = client(make.person(), *EVERYTHING)
    document, sent = app.openapi(), 0
    for path, operations in document["paths"].items():
        body = operations.get("post", {}).get("requestBody", {}).get("content", {}).get("application/json")
        schema = document["components"]["schemas"][body["schema"]["$ref"].rpartition("/")[2]] if body else {}
        for example in schema.get("examples", []) if "{" not in path else []:
            answer = await anyone.post(path, json=example)
            assert answer.is_success, f"{path}: {answer.text}"
            sent += 1
    assert sent > len(sampling.routes)
