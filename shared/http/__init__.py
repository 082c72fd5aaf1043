"""The HTTP side of every deployable: routes, problem documents, the door every request passes, the OpenAPI document."""
