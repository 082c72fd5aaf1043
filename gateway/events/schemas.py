from pydantic import Field

from gateway.outcomes import PartStatus
from shared.feed.schemas import EventBatch
from shared.schemas import Output


class FeedParts(Output):
    """How each service answered; of one that is not ok nothing is lost, its events come later."""

    performance: PartStatus
    quality: PartStatus


class MergedEventBatch(EventBatch):
    parts: FeedParts = Field(description="Which services were asked with success.")
