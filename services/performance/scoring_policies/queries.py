from services.performance.form_versions.queries import versions_of
from services.performance.scoring_policies import schemas
from services.performance.scoring_policies.models import ScoringPolicy

scoring_policies = versions_of(schemas.ScoringPolicy, ScoringPolicy)
