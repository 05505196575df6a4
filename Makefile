# Two commands do all the set-up: `make run` and `make test`.
PORT ?= 8000
PYTHON_BIN = .venv/bin/python

.PHONY: run test bench pictures lock

run:
	@bin/setup
	@bin/serve $(PORT)

test:
	@bin/setup dev
	@bin/check

bench:
	@bin/setup dev
	@$(PYTHON_BIN) -m tests.bench

pictures:
	@bin/setup dev
	@$(PYTHON_BIN) -m docs.pictures.make

# Pins with hashes and without download addresses. Needs uv (pip install uv).
lock:
	uv pip compile --quiet --universal --generate-hashes --python-version 3.12 --no-header --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml -o requirements.txt
	uv pip compile --quiet --universal --generate-hashes --python-version 3.12 --no-header --no-annotate --no-emit-index-url --no-emit-find-links --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt
