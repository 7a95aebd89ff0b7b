.DEFAULT_GOAL := help
SHELL := bash
# The Python that conformance tests use: moto_server, the aws CLI and boto3, pinned in test/conformance.
VENV := .venv
VITEST := node_modules/.bin/vitest run

.PHONY: help setup python build typecheck lint fmt test test-unit test-property test-integration test-e2e \
	conformance test-strict cover bench demo dev local schemas models iam aws-smoke verify clean

help: ## Show this list
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 18

setup: node_modules/.package-lock.json ## Install what the lockfile says

node_modules/.package-lock.json: package.json package-lock.json
	npm ci --no-audit --no-fund
	@touch $@

python: $(VENV)/.installed ## Install moto, boto3 and the aws CLI for the conformance tests

$(VENV)/.installed: test/conformance/requirements.txt
	python3 -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -r $<
	@touch $@

build: setup ## Compile to dist/
	@node build/build.mjs

typecheck: setup ## Check types
	@node_modules/.bin/tsc --noEmit

lint: setup ## Check format, lint rules and import directions
	@node_modules/.bin/biome check --error-on-warnings .

fmt: setup ## Format and apply safe fixes
	@node_modules/.bin/biome check --write .

test: build python ## Unit, property, contract, integration and e2e tests
	@PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(VITEST) --project unit --project property --project contract --project integration --project e2e

test-unit: setup ## Unit tests only
	@$(VITEST) --project unit

test-property: setup ## Property tests only
	@$(VITEST) --project property

test-integration: setup ## Contract and integration tests only
	@$(VITEST) --project contract --project integration

test-e2e: build ## End-to-end tests only: the real binaries
	@$(VITEST) --project e2e

test-strict: setup ## Tests against the embedded AWS again, with quotas, latency and AWS's durations, on a fast clock
	@# They mostly wait, so more of them run than there are cores.
	@XFLOW_TEST_AWS=strict $(VITEST) --maxWorkers 6 --project contract --project integration --project property \
		$$(grep -lrE '(embedded-aws|live-world|socket-aws)\.ts"' test/contract test/integration test/property)

conformance: build python ## Against moto, the aws CLI and boto3
	@PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(VITEST) --project conformance

cover: build ## Unit, property and contract tests with coverage
	@$(VITEST) --coverage --project unit --project property --project contract

bench: build ## Speed, as ratios and call counts
	@node bench/run.mjs

demo: build ## The word count end to end, without AWS: controller, publish, track, stop
	@node build/demo.mjs

dev: build ## The controller on manifests/wordcount with the embedded AWS, until Ctrl-C
	@node build/dev-hints.mjs
	@exec node dist/main.js manifests/wordcount --server --local

local: build ## The embedded AWS alone, on 127.0.0.1:4566
	@node dist/main.js local

schemas: build ## Write schemas/*.json, docs/manifests.md, docs/fields.md and docs/metrics.md
	@node build/generate-schemas.mjs
	@node build/generate-docs.mjs
	@node build/generate-fields-docs.mjs
	@node build/generate-metrics-docs.mjs

models: python ## Write src/local/model/tables from the API models of the pinned botocore
	@node build/generate-models.mjs

# `--name='value'` of a variable given on make's command line; one that just happens to be in the environment is not meant.
given = $(if $(findstring command,$(origin $(1))),--$(shell echo $(1) | tr A-Z a-z)='$($(1))')

# What `make iam` takes; deploy/iam/README.md says what they are.
IAM := ACCOUNT REGION PREFIX INSTANCE OUT PARTITION TABLE BOUNDARY BUCKETS KEYS LAYERS ROLES TARGETS FAILURES MANIFESTS

iam: build ## Write deploy/iam; with ACCOUNT= REGION= PREFIX= INSTANCE= OUT= the same for one place
	@node build/generate-iam.mjs $(foreach name,$(IAM),$(call given,$(name)))

aws-smoke: build ## On your account, for cents: make aws-smoke ACCOUNT=<12 digits> REGION=<region>
	@node build/aws-smoke.mjs $(foreach name,ACCOUNT REGION ENDPOINT,$(call given,$(name)))

verify: lint typecheck test test-strict conformance ## Everything CI runs; fails when it leaves the tree changed
	@changed=$$(git status --porcelain); if [ -n "$$changed" ]; then \
		printf 'verify changed the tree:\n%s\n' "$$changed"; exit 1; fi

clean: ## Remove what the other targets made
	rm -rf dist coverage .xflow $(VENV) node_modules
