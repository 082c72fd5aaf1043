# `make` alone lists the targets. Each first makes .venv from the hash-pinned locks, unless that is done already.
PYTHON ?= python3
PG ?= 18
INSTALL = @"$(PYTHON)" -I deploy/bootstrap/install.py requirements.txt
RUN = .venv/bin

.PHONY: help runtime tools demo test machines clients bench bench-smoke check fix migration lock openapi verify-audit clean

help:
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s%s\n", $$1, $$2 }' Makefile

runtime:
	$(INSTALL)

tools:
	$(INSTALL) requirements-dev.txt

demo: runtime ## run everything with demo data until Ctrl-C (ONCE=1: print the dashboard and end)
	@$(RUN)/python -m deploy.demo $(if $(ONCE),--once)

test: tools ## run the tests (PG=16: on PostgreSQL 16, ARGS="-k goals": only some)
	METTLE_EMBEDDED_VERSION=$(PG) $(RUN)/pytest $(ARGS)

machines: tools ## let two organisations do what they like for long (METTLE_MACHINE_EXAMPLES=100, METTLE_MACHINE_STEPS=60)
	METTLE_MACHINE_EXAMPLES=$${METTLE_MACHINE_EXAMPLES:-100} METTLE_MACHINE_STEPS=$${METTLE_MACHINE_STEPS:-60} \
		$(RUN)/pytest tests/quality/machines $(ARGS)

clients: tools ## make clients of five generators from docs/openapi/mettle.json, compile them, and let two run
	$(RUN)/uv venv -q --allow-existing .venv/clients
	$(RUN)/uv pip sync -q --require-hashes --python .venv/clients requirements-clients.txt
	$(RUN)/pytest tests/clients/generated.py $(ARGS)

bench: tools ## measure every work beside its limit into docs/bench.md (ONLY="list goals": one, written nowhere)
	@$(RUN)/python -m tests.bench $(ONLY) $(ARGS)

bench-smoke: tools ## what of it is the same each time: round trips, plans, bytes
	$(RUN)/pytest tests/bench

check: tools ## lint, types, import contracts, dependencies, architecture
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy
	$(RUN)/lint-imports
	$(RUN)/deptry .
	$(RUN)/pytest tests/architecture

fix: tools ## format, and mend what ruff can mend
	$(RUN)/ruff check --fix .
	$(RUN)/ruff format .

migration: tools ## write a migration from the models (service=performance name="add goals")
	@$(RUN)/python -m deploy.migration "$(service)" "$(name)"

lock: tools ## pin what pyproject.toml asks for (ARGS=--upgrade: newer versions too)
	$(RUN)/uv pip compile -q $(ARGS) pyproject.toml -o requirements.txt
	$(RUN)/uv pip compile -q $(ARGS) pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt
	$(RUN)/uv pip compile -q $(ARGS) --group clients -o requirements-clients.txt
	$(RUN)/uv venv -q --allow-existing .venv/clients
	$(RUN)/uv pip sync -q --require-hashes --python .venv/clients requirements-clients.txt
	$(RUN)/python tests/clients/lock.py "$(CURDIR)/.venv/clients/bin/npm"

openapi: runtime ## write docs/openapi/*.json and docs/states.md from the code
	@$(RUN)/python -m deploy.openapi
	@$(RUN)/python -m deploy.states

verify-audit: runtime ## verify the audit trails of all organisations (heads=kept.json: against those kept there)
	@$(RUN)/python -m deploy.verify_audit $(heads)

clean: ## remove .venv, the demo's data and all caches
	rm -rf .venv .venv.lock .data .hypothesis .*_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
