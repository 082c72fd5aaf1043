"""`make demo` as a newcomer meets it: in a fresh copy, with its own PostgreSQL, processes and ports."""

import os
import re
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from shared.embedded.home import Home
from tests.e2e.demo import demo, finish, free_ports, fresh_copy


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with fresh_copy(tmp_path_factory.mktemp("demo") / "mettle") as folder:
        yield folder


def test_it_shows_the_way_in_and_the_dashboard_and_ends(copy):
    process = demo(copy, free_ports(), "--once")
    said = finish(process)
    assert process.returncode == 0, said
    assert said.count("TOKEN=") >= 3
    assert '"performance": {' in said
    assert said.count('"status": "ok"') == 2
    assert '"people_active": 60' in said
    assert "Accept: image/png" in said


def listed(gateway, token, part):
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.get(f"{gateway}/performance/v1/{part}", headers=headers, timeout=10).json()["items"]


def test_a_second_start_has_the_same_data_and_ctrl_c_ends_everything(copy):
    ports = free_ports()
    process = demo(copy, ports)
    said = ""
    for line in process.stdout or ():
        said += line
        if "Ctrl-C" in line:
            break
    tokens = re.findall(r"TOKEN=(\S+)", said)
    gateway = f"http://127.0.0.1:{ports['METTLE_GATEWAY_PORT']}"
    people = httpx.get(
        f"{gateway}/performance/v1/people",
        params={"include_total": True, "limit": 1},
        headers={"Authorization": f"Bearer {tokens[-1]}"},
        timeout=10,
    )
    assert people.json()["total"] == 60
    [chart] = re.findall(r'"(http\S+/chart\?\S+)"', said)
    answer = httpx.get(chart, headers={"Authorization": f"Bearer {tokens[2]}", "Accept": "image/svg+xml"}, timeout=20)
    assert "limits 1" in answer.text
    assert "UCL" in answer.text
    for name, member in (("me", 0), ("quality", 2), ("executive", 3)):
        headers = {"Authorization": f"Bearer {tokens[member]}"}
        parts = httpx.get(f"{gateway}/v1/dashboards/{name}", headers=headers, timeout=10).json()["parts"]
        assert {part["status"] for part in parts.values()} == {"ok"}, (name, parts)
    assert all(listed(gateway, tokens[0], part) for part in ("feedback", "one-on-ones", "action-items"))
    os.killpg(process.pid, signal.SIGINT)
    rest = finish(process)
    assert process.returncode == 0, said + rest
    assert not (Home.of(copy / ".data" / "postgres").pid_file).exists()
    for port in ports.values():
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", int(port)), timeout=1)


def test_a_taken_port_is_said_plainly(copy):
    with socket.create_server(("127.0.0.1", 0)) as other:
        ports = free_ports() | {"METTLE_QUALITY_PORT": str(other.getsockname()[1])}
        process = demo(copy, ports, "--once")
        said = finish(process)
    assert process.returncode == 2
    assert f"Port {ports['METTLE_QUALITY_PORT']}, where the quality should listen, is taken." in said
    assert "Traceback" not in said
