"""The limits that are one statement: a service's app role asks for it, bound to the largest organisation."""

from tests.bench.filling import id_of

GOALS = """
    SELECT json_agg(page)::text FROM (
        SELECT id, owner_id, title, kind, level, visibility, weight, starts_on, due_on, status, progress, version
        FROM performance.goals ORDER BY org_id, created_at DESC, id DESC LIMIT 50
    ) AS page
"""
GOAL = f"""
    SELECT row_to_json(one)::text FROM (
        SELECT id, owner_id, title, kind, level, visibility, weight, starts_on, due_on, status, progress, version
        FROM performance.goals WHERE id = '{id_of(10)}'
    ) AS one
"""
PEOPLE = """
    SELECT json_agg(page)::text FROM (
        SELECT id, display_name, work_email, time_zone, status, employee_number, hired_on, locale, created_at,
            updated_at, search_name, version
        FROM performance.people ORDER BY org_id, display_name, id LIMIT 50
    ) AS page
"""
CHARACTERISTICS = """
    SELECT json_agg(page)::text FROM (
        SELECT id, process_id, code, name, data_kind, unit, characteristic_class, special, resolution, subgroup_size,
            created_at, version
        FROM quality.characteristics ORDER BY org_id, code, id LIMIT 50
    ) AS page
"""
NONCONFORMANCES = """
    SELECT json_agg(page)::text FROM (
        SELECT id, number, title, detected_at, detected_where, severity, process_id, characteristic_id, reporter_id,
            status, opened_at, version
        FROM quality.nonconformances ORDER BY org_id, created_at DESC, id DESC LIMIT 50
    ) AS page
"""
ROLL_UP = f"""
    SELECT json_build_object('people', count(*), 'first', min(lead_path))::text FROM performance.people
    WHERE lead_path >= (SELECT lead_path FROM performance.people WHERE id = '{id_of(24)}') || '/'
        AND lead_path < (SELECT lead_path FROM performance.people WHERE id = '{id_of(24)}') || '0'
"""
"""An index-only scan of the range of the 1,695 below a division head."""


def last_subgroups(count: int) -> str:
    return f"""
        SELECT json_agg(point)::text FROM (
            SELECT taken_at, values FROM quality.subgroups WHERE characteristic_id = '{id_of(0)}'
            ORDER BY taken_at DESC, id DESC LIMIT {count}
        ) AS point
    """


STATEMENTS = {
    "performance": {"goals": GOALS, "goal": GOAL, "people": PEOPLE, "roll-up": ROLL_UP},
    "quality": {
        "characteristics": CHARACTERISTICS,
        "nonconformances": NONCONFORMANCES,
        "chart-25": last_subgroups(25),
        "chart-1000": last_subgroups(1000),
    },
}
