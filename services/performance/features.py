"""The features of this service: one import and one name each; in JOBS those that have a `jobs.py`."""

from services.performance.absences.router import router as absences
from services.performance.attainment.router import router as attainment
from services.performance.check_ins.router import router as check_ins
from services.performance.company_values.router import router as company_values
from services.performance.competencies.router import expectations_router as competency_expectations
from services.performance.competencies.router import of_jobs as competencies_of_jobs
from services.performance.competencies.router import of_people as competencies_of_people
from services.performance.competencies.router import proficiency
from services.performance.competencies.router import router as competencies
from services.performance.competencies.router import versions_router as competency_versions
from services.performance.counters.jobs import jobs as counters
from services.performance.dashboards.jobs import jobs as dashboard_jobs
from services.performance.dashboards.router import router as dashboards
from services.performance.delegations.router import router as delegations
from services.performance.development_plans.router import items_router as development_items
from services.performance.development_plans.router import router as development_plans
from services.performance.expectations.router import of_people as expectations_of_people
from services.performance.expectations.router import router as expectations
from services.performance.feed.queries import FEED
from services.performance.feedback.router import router as feedback
from services.performance.feedback_requests.jobs import jobs as feedback_request_jobs
from services.performance.feedback_requests.router import guests as feedback_guests
from services.performance.feedback_requests.router import invitations_router as feedback_invitations
from services.performance.feedback_requests.router import router as feedback_requests
from services.performance.goal_alignment.router import router as goal_alignment
from services.performance.goal_changes.router import router as goal_changes
from services.performance.goal_cycles.router import router as goal_cycles
from services.performance.goal_policies.router import router as goal_policies
from services.performance.goal_progress.router import router as goal_progress
from services.performance.goals.jobs import jobs as goal_jobs
from services.performance.goals.router import router as goals
from services.performance.job_profiles.router import families as job_families
from services.performance.job_profiles.router import levels as job_levels
from services.performance.job_profiles.router import router as job_profiles
from services.performance.measurements.router import router as measurements
from services.performance.one_on_ones.jobs import jobs as one_on_one_jobs
from services.performance.one_on_ones.router import actions_router as action_items
from services.performance.one_on_ones.router import private_router as private_notes
from services.performance.one_on_ones.router import router as one_on_ones
from services.performance.one_on_ones.router import series_router as one_on_one_series
from services.performance.one_on_ones.router import shared_router as shared_notes
from services.performance.org_units.router import router as org_units
from services.performance.people.jobs import jobs as people_jobs
from services.performance.people.router import router as people
from services.performance.people_files.jobs import jobs as people_file_jobs
from services.performance.people_files.router import router as people_files
from services.performance.rating_scales.router import router as rating_scales
from services.performance.relationships.router import router as relationships
from services.performance.review_cycles.jobs import jobs as review_cycle_jobs
from services.performance.review_cycles.router import router as review_cycles
from services.performance.review_templates.router import router as review_templates
from services.performance.reviews.jobs import jobs as review_jobs
from services.performance.reviews.router import assignments_router as review_assignments
from services.performance.reviews.router import of_cycles as reviews_of_cycles
from services.performance.reviews.router import router as reviews
from services.performance.scoring_policies.router import router as scoring_policies
from services.performance.standard_check_ins.jobs import jobs as standard_check_ins
from services.performance.standards.router import router as standards
from services.performance.summary.router import router as summary
from services.performance.tables import WATCHED
from shared.audit.router import audit_router
from shared.feed.router import feed_router
from shared.jobs.declared import Jobs
from shared.jobs.router import jobs_router

FEATURES = [
    people_files, people, org_units, relationships, absences, delegations,
    job_families, job_profiles, job_levels,
    competencies, competency_versions, competency_expectations, proficiency,
    competencies_of_jobs, competencies_of_people,
    expectations, expectations_of_people,
    standards, measurements, attainment,
    goal_policies, goal_cycles, goals, check_ins, goal_alignment, goal_changes, goal_progress,
    rating_scales, review_templates, scoring_policies, review_cycles, reviews_of_cycles, reviews, review_assignments,
    company_values, feedback, feedback_requests, feedback_invitations, feedback_guests,
    one_on_one_series, one_on_ones, shared_notes, private_notes, action_items, development_plans, development_items,
    summary, dashboards,
    feed_router(FEED),
    audit_router(FEED),
    jobs_router("performance", WATCHED),
]  # fmt: skip
JOBS: list[Jobs] = [
    people_jobs,
    people_file_jobs,
    goal_jobs,
    standard_check_ins,
    feedback_request_jobs,
    one_on_one_jobs,
    counters,
    dashboard_jobs,
    review_cycle_jobs,
    review_jobs,
]
