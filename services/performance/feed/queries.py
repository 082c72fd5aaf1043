"""One line a kind of record: its Resource and the scope that reads it."""

from services.performance.absences.queries import absences
from services.performance.company_values.queries import company_values
from services.performance.competencies.models import ProficiencyLevel
from services.performance.competencies.queries import competencies, versions
from services.performance.competencies.queries import expectations as competency_expectations
from services.performance.delegations.queries import delegations
from services.performance.development_plans.queries import items as development_items
from services.performance.development_plans.queries import plans as development_plans
from services.performance.expectations.queries import acknowledgements, expectations
from services.performance.feedback.models import FeedbackCase
from services.performance.feedback.queries import feedback
from services.performance.feedback_requests.queries import invitations, requests
from services.performance.goal_cycles.queries import goal_cycles
from services.performance.goal_policies.queries import goal_policies
from services.performance.goals.queries.documents import goals
from services.performance.job_profiles.queries import job_families, job_levels, job_profiles
from services.performance.measurements.queries import measurements
from services.performance.one_on_ones.queries import actions, meetings, series
from services.performance.org_units.queries import org_units
from services.performance.people.queries.persons import people
from services.performance.people_files.queries.imports import imports
from services.performance.people_files.queries.mappings import mappings
from services.performance.rating_scales.queries import rating_scales
from services.performance.relationships.queries import relationships
from services.performance.review_cycles.queries.cycles import review_cycles
from services.performance.review_templates.queries import review_templates
from services.performance.reviews.queries.documents import assignments, reviews
from services.performance.scoring_policies.queries import scoring_policies
from services.performance.standards.queries import standards, targets
from services.performance.tables import BATCHES, EVENTS
from shared.feed.feed import Feed
from shared.feed.subjects import Subject, of
from shared.resources.viewer import everyone, holding

SUBJECTS = {
    "absence": of(absences, "absences:read"),
    "action_item": of(actions, "conversations:read"),
    "company_value": of(company_values, "feedback:read"),
    "competency": of(competencies, "competencies:read"),
    "competency_expectation": of(competency_expectations, "competencies:read"),
    "competency_version": of(versions, "competencies:read"),
    "delegation": of(delegations, "delegations:read"),
    "development_item": of(development_items, "development:read"),
    "development_plan": of(development_plans, "development:read"),
    "expectation": of(expectations, "expectations:read"),
    "expectations": of(acknowledgements, "expectations:read"),
    "feedback": of(feedback, "feedback:read"),
    "feedback_case": Subject(FeedbackCase, holding("feedback:write:all"), "feedback:read"),
    "feedback_invitation": of(invitations, "feedback:read"),
    "feedback_request": of(requests, "feedback:read"),
    "goal": of(goals, "goals:read"),
    "goal_cycle": of(goal_cycles, "goals:read"),
    "goal_policy": of(goal_policies, "goals:read"),
    "import_mapping": of(mappings, "people:import"),
    "job_family": of(job_families, "job_profiles:read"),
    "job_level": of(job_levels, "job_profiles:read"),
    "job_profile": of(job_profiles, "job_profiles:read"),
    "measurement": of(measurements, "productivity:read"),
    "one_on_one": of(meetings, "conversations:read"),
    "one_on_one_series": of(series, "conversations:read"),
    "org_unit": of(org_units, "people:read"),
    "people_import": of(imports, "people:import"),
    "person": of(people, "people:read"),
    "proficiency_level": Subject(ProficiencyLevel, everyone, "competencies:read"),
    "rating_scale": of(rating_scales, "review_forms:read"),
    "relationship": of(relationships, "people:read"),
    "review": of(reviews, "reviews:read"),
    "review_assignment": of(assignments, "reviews:read"),
    "review_cycle": of(review_cycles, "review_cycles:read"),
    "review_template": of(review_templates, "review_forms:read"),
    "scoring_policy": of(scoring_policies, "review_forms:read"),
    "standard": of(standards, "standards:read"),
    "standard_target": of(targets, "standards:read"),
}
FEED = Feed("performance", EVENTS, BATCHES, SUBJECTS)
