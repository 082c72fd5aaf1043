"""Records of what people tell one another: feedback, conversations, plans of development."""

from typing import Any
from uuid import UUID

from shared.testing import Made, Maker


class Talking(Maker):
    async def company_value(self, code: str = "courage", **fields: Any) -> Made:
        return await self.post("/v1/company-values", {"code": code, "name": code.title()} | fields)

    async def feedback(self, author: Made, subject: Made, kind: str = "observation", **fields: Any) -> Made:
        """A draft of this author's."""
        body = {"subject_id": str(subject.id), "kind": kind, "body": "You asked before you changed it."} | fields
        return await self.post("/v1/feedback", body, by=author)

    async def shared_feedback(self, author: Made, subject: Made, kind: str = "observation", **fields: Any) -> Made:
        draft = await self.feedback(author, subject, kind, **fields)
        return await self.post(f"{draft.path}/transitions", {"action": "share"}, on=draft, by=author)

    async def feedback_request(self, requester: Made, subject: Made, *asked: Made, **fields: Any) -> Made:
        """Due at the end of the century unless said otherwise."""
        body = {"subject_id": str(subject.id), "respondent_ids": [str(one.id) for one in asked]}
        return await self.post("/v1/feedback-requests", body | {"due_on": "2099-12-31"} | fields, by=requester)

    async def one_on_ones(self, lead: Made, person: Made, **fields: Any) -> Made:
        """A series that the lead begins, every two weeks since the first of January 2026 unless said otherwise."""
        both = {"lead_id": str(lead.id), "person_id": str(person.id)}
        body = both | {"cadence_days": 14, "first_at": "2026-01-01T09:00:00Z"} | fields
        return await self.post("/v1/one-on-one-series", body, by=lead)

    async def meeting(self, series: Made, by: Made) -> Made:
        """The series' meeting that is scheduled."""
        looking = self.client(by, *self.scopes)
        asked = {"series_id": str(series.id), "status": "scheduled"}
        [body] = (await looking.get("/v1/one-on-ones", params=asked)).json()["items"]
        answer = await looking.get(f"/v1/one-on-ones/{body['id']}")
        return Made(self.org, UUID(body["id"]), body, answer.headers["etag"], f"/v1/one-on-ones/{body['id']}")

    async def action_item(self, meeting: Made, owner: Made, by: Made, **fields: Any) -> Made:
        body = {"one_on_one_id": str(meeting.id), "owner_id": str(owner.id), "text": "Ask the foundry"} | fields
        return await self.post("/v1/action-items", body, by=by)

    async def development_plan(self, person: Made, **fields: Any) -> Made:
        body = {"person_id": str(person.id), "title": "Towards lead auditor"} | fields
        return await self.post("/v1/development-plans", body, by=person)

    async def development_item(self, plan: Made, by: Made, **fields: Any) -> Made:
        body = {"plan_id": str(plan.id), "action": "Leads an audit"} | fields
        return await self.post("/v1/development-items", body, by=by)
