# `make` alone lists the targets.

version := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
ldflags := -s -w -X github.com/liaison/liaison/internal/cli.version=$(version)

.DEFAULT_GOAL := help

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: build ## build and start Liaison with demo data on the embedded database
	./bin/liaison serve --demo

.PHONY: build
build: ## build the program, one static file: bin/liaison
	CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags '$(ldflags)' -o bin/liaison ./cmd/liaison

.PHONY: test
test: ## run all tests on both engines; fails under 90 % coverage
	@scripts/test.sh

.PHONY: status
status: ## print what is done and what the last `make test` said
	@go run ./scripts/status

.PHONY: check
check: lint ## lint, formatting, generated files, checksums of the modules
	@scripts/check-generated.sh
	@scripts/lint-openapi.sh
	@go mod verify

.PHONY: containers
containers: check-containers ## build the images and run them with podman, as root
	@scripts/run-containers.sh

.PHONY: check-containers
check-containers: ## check the image, the compose file and the systemd unit without an engine, as root
	@scripts/check-containers.sh

.PHONY: lint
lint: ## lint the code and look for code that nothing reaches
	@scripts/lint.sh

.PHONY: format
format: ## format the code
	@"$$(scripts/install-lint.sh)/golangci-lint" fmt ./...

.PHONY: generate
generate: ## make the generated files anew
	@scripts/install-node-tools.sh
	@go generate ./internal/... # the documents first: the client is made of them
	@go generate ./client/...
	@npm run --silent typescript:generate

.PHONY: screenshots
screenshots: ## make the pictures of the pages anew: docs/screenshots
	@scripts/install-test-tools.sh
	@go test ./internal/admin -run TestEveryPage -count=1 -screenshots "$(CURDIR)/docs/screenshots"

.PHONY: cover
cover: ## show the coverage of the last `make test`, line by line: coverage.html
	@go tool cover -html=coverage.out -o coverage.html
	@echo coverage.html

.PHONY: race
race: ## run the tests with the race detector (needs a C compiler)
	@scripts/install-test-tools.sh
	@scripts/with-postgres.sh go test -race -timeout 60m ./...

.PHONY: soak
soak: ## run the tests of the long promises whole: hours, not minutes
	@scripts/install-test-tools.sh
	@LIAISON_SOAK=1 scripts/with-postgres.sh go test -count=1 -p=1 -timeout 6h -v ./...

.PHONY: bench
bench: ## run the benchmarks
	@go test ./bench -run '^$$' -bench . -benchtime 3s -timeout 60m -v
