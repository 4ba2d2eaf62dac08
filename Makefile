# Parley. `make run` and `make test` are the two commands a newcomer needs;
# both fetch or build what this machine lacks and skip what is there.

SHELL := bash
.DEFAULT_GOAL := help

# A user without a home folder, such as nobody, gets one for the caches.
ifneq ($(shell test -w "$$HOME" && echo yes),yes)
export HOME := $(CURDIR)/.tools/home
endif

TOOLS := .tools/bin
# The race detector needs a C compiler; looked up after set-up had its turn.
race = $(if $(shell command -v cc),-race)

.PHONY: help
help: ## Show what can be done
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: build ## Start Parley with everything it needs, and open for visitors
	@exec bin/parley dev

.PHONY: setup
setup: ## Install or build what is missing: Postgres with pgvector, Temporal, model weights
	@scripts/setup.sh

.PHONY: build
build: setup ## Build bin/parley
	@go build -o bin/parley ./cmd/parley

.PHONY: test
test: setup ## Run the tests (under 15 minutes on two cores)
	@scripts/setup.sh compiler
	go test $(race) -short -timeout 30m ./...

.PHONY: test-long
test-long: setup ## Run every test, also the long ones, and the proofs in e2e/setup
	@scripts/setup.sh browser
	@scripts/widget.sh
	@scripts/dashboard.sh
	go test -timeout 90m ./...
	e2e/setup/all.sh

.PHONY: fuzz
fuzz: setup ## Fuzz every parser: FUZZTIME=30s or 1000000x each, FUZZ=telegram for some
	@scripts/fuzz.sh

.PHONY: widget
widget: ## Check, test and build the chat widget (needs Node.js)
	@scripts/widget.sh

.PHONY: dashboard
dashboard: ## Check, test and build the dashboard (needs Node.js)
	@scripts/dashboard.sh

.PHONY: contact-sheet
contact-sheet: setup ## Look at every page of the dashboard: pictures on one page (20 min; needs Chromium)
	@scripts/setup.sh browser
	@rm -rf .tools/contact-sheet && mkdir -p .tools/contact-sheet
	go test ./e2e -run '$(SHEET)' -artifacts -outputdir $(CURDIR)/.tools/contact-sheet -timeout 60m
	@go run ./e2e/sheet .tools/contact-sheet

# The tests whose pictures it has: every page by the table of pages, and what is seen on the way.
SHEET ?= ^Test(Pages|ListsOfSettingUp|ThePictureOfACampaign|Dashboard|Chat|Inbox|WindowEnd|Settings|InboxPages|GeneralSettings|Autoresponders|QuickReplies|CampaignPages|ContactPages|Reports)$$

.PHONY: mutants
mutants: setup ## Break the code in known ways and see the named tests fail
	e2e/mutants/run.sh

.PHONY: demo
demo: build ## Play more than 200 customers against a running make run
	@bin/parley demo

.PHONY: demo-banking77
demo-banking77: build ## The same with 500 bank customers from the folder PARLEY_DATA
	@bin/parley demo-banking77

.PHONY: bench
bench: setup ## Measure the whole path beside the bare engine, on the dev server (5 min)
	go run ./bench/load -out bench/results/engine.md

.PHONY: bench-pg
bench-pg: setup $(TOOLS)/temporal-server ## The same on a Temporal server with Postgres
	go run ./bench/load -engine postgres -out bench/results/engine-postgres.md

.PHONY: bench-webhooks
bench-webhooks: build ## Measure the answers to webhooks while the provider's send endpoint hangs (3 min)
	go run ./bench/webhooks -out bench/results/webhooks.md

.PHONY: bench-search
bench-search: ## Measure lists and searches of a million conversations beside other ways of asking (30 min; KEEP=folder keeps the database)
	go run ./bench/search $(if $(KEEP),-keep $(KEEP)) -out bench/results/search.md

.PHONY: bench-reports
bench-reports: ## Measure the pages of reports on the database that bench-search kept (10 min; needs KEEP=folder)
	go run ./bench/reports -keep $(KEEP) -out bench/results/reports.md

.PHONY: bench-inbox
bench-inbox: build ## Measure the inbox in a browser on the database that bench-search kept (6 min; needs KEEP=folder and Chromium)
	go run ./bench/inbox -keep $(KEEP) -rounds 4 -searches 4 -out bench/results/inbox.md

.PHONY: bench-matching
bench-matching: setup ## Measure how well messages are matched, on the folder PARLEY_DATA (10 min)
	PARLEY_MATCHING_REPORT=$(CURDIR)/bench/results/matching.md go test ./matcher -run '^$$' -bench Accuracy \
		-benchtime 1x -timeout 60m

.PHONY: bench-faq
bench-faq: build .tools/bench-peer/stamp ## Measure how well and how fast FAQs answer, beside others (1 h; needs PARLEY_DATA)
	go run ./bench/faq -out bench/results/faq.md

# The peer that it measures beside Parley.
.tools/bench-peer/stamp: bench/faq/peer/package.json bench/faq/peer/package-lock.json bench/faq/peer/.npmrc
	@mkdir -p $(@D)
	cp $^ $(@D)/
	cd $(@D) && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

# With the tool that creates its schema.
$(TOOLS)/temporal-server: bench/engine/go.mod bench/engine/go.sum
	@echo "Building the Temporal server for make bench-pg (7 minutes of two CPUs the first time)"
	cd bench/engine && CGO_ENABLED=0 nice -n 19 go build -ldflags='-s -w' \
		-o $(CURDIR)/$(TOOLS)/temporal-sql-tool.new go.temporal.io/server/cmd/tools/sql
	cd bench/engine && CGO_ENABLED=0 nice -n 19 go build -ldflags='-s -w' \
		-o $(CURDIR)/$(TOOLS)/temporal-server.new go.temporal.io/server/cmd/server
	mv -f $(TOOLS)/temporal-sql-tool.new $(TOOLS)/temporal-sql-tool
	mv -f $(TOOLS)/temporal-server.new $(TOOLS)/temporal-server

.PHONY: lint
lint: ## Check format, style, import direction and workflow determinism
	@scripts/setup.sh lint
	@scripts/lint.sh

.PHONY: fmt
fmt: ## Format the Go code
	@scripts/setup.sh lint
	$(TOOLS)/gofumpt -w $$(scripts/gofolders.sh)

.PHONY: generate
generate: ## Write the generated code again
	go generate ./...

.PHONY: clean
clean: ## Remove builds and the data of make run (keeps .tools)
	@scripts/clean.sh
