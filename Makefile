# CAF Tracker. `make help` says what there is; nothing else is needed on the machine than Python 3.11+, git and make.

BIN := .venv/bin
SCENARIO ?= scenarios/child_k.toml

.DEFAULT_GOAL := help
.PHONY: help run test prove bench lint replay screenshots architecture hooks lock

help: ## Say what there is
	@sed -n 's/^\([a-z]*\): .*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name text; do printf '  make %-12s %s\n' "$$name" "$$text"; done

run: ## Set up and start the product with its demonstration (PORT, DATABASE_URL are settings)
	@scripts/set-up run
	@exec $(BIN)/python scripts/run.py

test: ## Set up and run every check: lint, unit, both databases, journeys in a browser
	@scripts/set-up test
	@exec scripts/check

prove: ## Set up and run the long proofs: it cannot fall silent, lose mail, leak or overwrite (PROVE=path for one)
	@scripts/set-up test
	@exec scripts/prove $(PROVE)

bench: ## Set up and measure every promise of speed, as ratios (BENCH="sweep --rounds 7" for one; --help for more)
	@scripts/set-up test
	@exec scripts/bench $(BENCH)

lint: ## Style, types and the rules of who may import whom
	@scripts/set-up test
	@exec scripts/lint

replay: ## Play the briefing's case: who would have been told, and when (SCENARIO=file for another)
	@scripts/set-up run
	@$(BIN)/flask --app wsgi replay $(SCENARIO)

screenshots: ## Take the pictures of the README and the guides again, from a demonstration of their own
	@scripts/set-up test
	@$(BIN)/python -m scripts.screenshots

architecture: ## Draw the picture of docs/architecture.md again, from the code
	@scripts/set-up test
	@$(BIN)/python -m scripts.architecture

hooks: ## Check style before every commit on this machine
	@scripts/set-up test
	@$(BIN)/pre-commit install

lock: ## Pin the newest packages that pyproject.toml and package.json allow (needs uv and npm)
	@scripts/lock
