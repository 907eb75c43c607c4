# Every target does its own set-up through scripts/setup.sh and may be run again at any time.
.DEFAULT_GOAL := help
.PHONY: help setup build demo demo-proxies test check check-official bench fuzz arm-check image-check clean

# The foreign programs that tests ask (npack, ascmhl, PyOpenColorIO) live in .venv.
WITH_VENV := PATH="$(CURDIR)/.venv/bin:$$PATH"

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install what building and testing needs
	@scripts/setup.sh test

build: ## build internegd and interneg into target/release
	@scripts/setup.sh build
	cargo build --release --locked --package interneg-server --package interneg-client

demo: ## render and verify a NAM: made-up originals, or OCF=/folder/of/clips SPACE="colour space"
	@scripts/setup.sh demo
	@OCF="$(OCF)" SPACE="$(SPACE)" JOB="$(JOB)" scripts/demo.sh

demo-proxies: ## make editorial proxies of made-up rolls with production sound, and check that they relink
	@scripts/setup.sh demo runtime
	@scripts/demo-proxies.sh

# CI=true: what the set-up has just installed must be there, so that a test that misses it fails instead of skipping.
test: ## everything that CI runs: formatting, lints, all tests
	@scripts/setup.sh test
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	scripts/arm-check.sh
	CI=true $(WITH_VENV) cargo test --workspace --locked

check: ## what contributors run before a commit: formatting, lints, tests without the end-to-end ones
	@scripts/setup.sh test
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	$(WITH_VENV) cargo test --workspace --exclude interneg-tests --locked
	cargo test --package interneg-tests --test layering --locked

bench: ## speed: kernel passes beside OpenColorIO, ProRes and DNxHR, NAM renders and proxies beside ffmpeg and oiiotool
	@scripts/setup.sh bench
	cargo build --release --locked --package interneg-server --package interneg-client
	cargo bench --package interneg-colour --locked --bench passes
	cargo bench --package interneg-media --locked --bench prores
	cargo bench --package interneg-media --locked --bench vc3
	cargo bench --package interneg-media --locked --bench decode
	cargo bench --package interneg-tests --locked --bench nam
	cargo bench --package interneg-tests --locked --bench proxies

fuzz: ## our encoders and decoders on any bytes, a minute each: by cargo-fuzz, or by chance where that is missing
	@scripts/setup.sh build
	@scripts/fuzz.sh 60

arm-check: ## the kernels' arithmetic on 64-bit Arm, in an emulator: the same bits as here
	@scripts/setup.sh arm
	@scripts/arm-check.sh

image-check: ## run docker/Dockerfile's steps in a bare Debian root, without a container engine (needs root)
	@scripts/setup.sh image
	@scripts/image-check.sh

check-official: ## colour goldens on the official OpenColorIO, which it builds (five minutes the first time)
	@scripts/setup.sh official
	$(WITH_VENV) cargo test --package interneg-colour --features official-ocio --locked \
		--test official --test golden --test judge -- --nocapture

clean: ## remove what was built and what the demo wrote
	cargo clean
	rm -rf .venv demo-out demo-proxies-out
