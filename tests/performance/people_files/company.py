"""A company as an HR system exports it: levels, units, jobs, names of the world, leading zeros, managers last."""

import csv
import json
from io import BytesIO, StringIO
from random import Random
from typing import Any

import xlsxwriter

GIVEN = ["Ada", "Łukasz", "Zoë", "Søren", "Nguyễn", "Ömer", "José", "Siân", "Αλέξης", "Юлия", "健", "Aña"]
FAMILY = ["O’Neill", "Müller-Lüdenscheidt", "García", "Þórsson", "Đặng", "Şahin", "de la Cruz", "Иванова", "田中", "Ng"]
CITIES = ["Győr", "Kraków", "São Paulo", "Linz", "Ho Chi Minh City", "Reykjavík"]
ZONES = ["Europe/Budapest", "Europe/Warsaw", "America/Sao_Paulo", "Europe/Vienna", "Asia/Ho_Chi_Minh", "UTC"]
PROFILES = ["operator", "technician", "engineer", "buyer", "lead"]
LEVELS = ["junior", "senior", "principal"]
SPAN = 8
"""Of a lead: person n reports to (n - 1) / 8."""

Company = list[dict[str, Any]]


def company(people: int, seed: int = 7) -> Company:
    """Everybody, those below before those above; the same for the same seed."""
    chance = Random(seed)
    return [_person(number, people, chance) for number in range(people)][::-1]


def _person(number: int, people: int, chance: Random) -> dict[str, Any]:
    lead, place = (number - 1) // SPAN, chance.randrange(len(CITIES))
    unit = max(lead, 0) // SPAN
    return {
        "external_id": _name(number, people),
        "display_name": f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}",
        "work_email": f"person.{number}@example.org" if number % 50 else None,
        "employee_number": f"{number + 1:07}",
        "time_zone": ZONES[place],
        "locale": None if number % 7 else "pt-BR",
        "hired_on": f"{chance.randrange(1990, 2025)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}",
        "manager_external_id": _name(lead, people) if number else "NO_MANAGER",
        "org_unit_code": f"unit-{unit}",
        "org_unit_name": f"Unit {unit}, {CITIES[unit % len(CITIES)]}",
        "job_profile_code": PROFILES[number % len(PROFILES)],
        "job_level_code": LEVELS[number % len(LEVELS)],
        "job_title": f"{PROFILES[number % len(PROFILES)].title()}; line {unit}",
        "location": CITIES[place],
        "fte": chance.choice(["1", "1", "1", "0.8", "0.5"]),
        "ended_on": None,
    }


def _name(number: int, people: int) -> str:
    return f"{number + 1:0{len(str(people)) + 2}}"


def as_csv(rows: Company) -> bytes:
    text = StringIO()
    lines = csv.DictWriter(text, list(rows[0]), delimiter=";")
    lines.writeheader()
    lines.writerows({name: "" if value is None else value for name, value in row.items()} for row in rows)
    return ("\ufeff" + text.getvalue()).encode()


def as_json(rows: Company) -> bytes:
    said = [row | {"fte": float(row["fte"])} for row in rows]
    return json.dumps({"source": "csv", "rows": said}).encode()


def as_workbook(rows: Company) -> bytes:
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate([list(rows[0]), *(row.values() for row in rows)]):
            sheet.write_row(number, 0, cells)
    return file.getvalue()
