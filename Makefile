# Run `make` alone for the table of contents. Everything it sets up lies in the ignored folder .cache.

PYTHON ?= python3
BIN = .cache/environments
SETUP = $(PYTHON) tools/setup.py
GENERATE = $(BIN)/generate/bin/python generator
ZAPPAS = $(patsubst requirements/%.txt,%,$(wildcard requirements/zappa-*.txt))
export PYTHONHASHSEED = 0
# What a shell may have for other projects, and would spoil this one.
unexport PYTHONPATH PYTHONHOME PYTHONOPTIMIZE PYTHONWARNINGS

.DEFAULT_GOAL := help
.PHONY: help module module-check check test evidence docs site prove live rows bench release requirements clean python generate terraform

help: ## Show this table of contents
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile | expand -t 22

module: generate terraform ## Regenerate modules/zappa_iam from the catalog and the templates
	@$(GENERATE) render

check: module-check ## Fail where the module, or a computed table of a page, is not what would be written
	@$(SETUP) test escalation terraform zappa-0.63.0
	@$(PYTHON) tools/browser.py >/dev/null
	@$(BIN)/test/bin/python -m pytest -q -m documents

module-check: generate
	@$(GENERATE) check

test: python ## Run every test: unit, plan, apply, scan
	@$(SETUP) generate test scan site trivy escalation terraform deployed zappa-0.63.0@pythons
	@$(PYTHON) tools/browser.py >/dev/null
	@$(BIN)/test/bin/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

evidence: generate ## Record anew what each supported Zappa asks AWS for
	@$(SETUP) $(ZAPPAS)
	@cd generator && ../$(BIN)/generate/bin/python -m zappa_iam.recorder.record

docs: python ## Write the tables of README and docs that are computed
	@$(SETUP) generate test escalation terraform zappa-0.63.0
	@$(PYTHON) tools/browser.py >/dev/null
	@$(BIN)/test/bin/python -m pytest -q -m documents --write-docs

site: generate ## Build the pages as a site, in .cache/site/html
	@$(SETUP) site
	@mkdir -p .cache/reports
	@$(GENERATE) report --features apigateway,events --project my-project --stage dev --output .cache/reports/quickstart.html
	@$(GENERATE) report --features apigateway_v2,event_source_sqs,events,tags --project shop --stage production \
	  --resource event_source_sqs=arn:aws:sqs:us-west-2:123456789012:orders --output .cache/reports/features.html
	@$(GENERATE) report examples/fleet/fleet.yaml --output .cache/reports/fleet.html
	@$(BIN)/site/bin/python tools/site.py

prove: generate terraform ## Hold the module against scenarios of your own: make prove SCENARIOS="a.toml b.toml"
	@test -n "$(SCENARIOS)" || { echo 'make: prove: name scenario files, as in make prove SCENARIOS="a.toml b.toml"' >&2; exit 2; }
	@$(SETUP) $(lastword $(sort $(ZAPPAS)))
	@$(GENERATE) prove $(SCENARIOS)

live: terraform ## Try settings of yours in your AWS account: make live SETTINGS=zappa_settings.json ACCOUNT=123456789012
	@test -n "$(SETTINGS)" && test -n "$(ACCOUNT)" || { echo 'make: live: name settings and account, as in make live SETTINGS=zappa_settings.json ACCOUNT=123456789012' >&2; exit 2; }
	@$(SETUP) live deployed
	@$(BIN)/live/bin/python generator try --settings "$(SETTINGS)" --account "$(ACCOUNT)" $(if $(YES),--yes,--dry-run) $(ARGUMENTS)

rows: python ## Plan 200 rows of the module's inputs, of which make test plans those of one covering array
	@$(SETUP) generate test terraform
	@$(BIN)/test/bin/python -m pytest -q --all-rows tests/module/test_options.py

bench: python ## Measure, as ratios in one run, what docs/benchmarks.md records
	@$(SETUP) test terraform zappa-0.63.0
	@PYTHONPATH=generator $(BIN)/test/bin/python -m benchmarks

release: python ## Check version, tag, changelog and module against each other, and pack what is published
	@$(SETUP) release
	@$(BIN)/release/bin/python tools/release.py

requirements: python ## Pin the newest releases in requirements/*.txt anew
	@$(SETUP) uv
	@for name in requirements/*.in; do \
	  $(BIN)/uv/bin/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	    --no-emit-index-url --no-header --upgrade --output-file "$${name%.in}.txt" "$$name" || exit 1; \
	done

clean: ## Remove everything that was set up
	rm -rf .cache

python:
	@command -v $(PYTHON) >/dev/null || { echo "make: no $(PYTHON); install Python 3.11 or later, or run make with PYTHON=..." >&2; exit 1; }

generate: python
	@$(SETUP) generate

# A Terraform of its own only where PATH has none of 1.9 or later.
terraform: generate
	@cd generator && ../$(BIN)/generate/bin/python -c "from zappa_iam.module import terraform; terraform.executable()" 2>/dev/null || (cd .. && $(SETUP) terraform)
