# What a contributor types. `make` alone lists it.
.DEFAULT_GOAL := help
.PHONY: help setup build command install demo test without-libtorch interchange fuzz check clean
SHELL := /bin/bash
# The manifest looks for the shims where the set-up puts them.
dependencies := $(shell realpath -m -- "$${DEPENDENCIES:-.dependencies}")
export CTORCH_DIR ?= $(dependencies)/ctorch
export CARROW_DIR ?= $(dependencies)/carrow

PREFIX ?= $(HOME)/.local

help: ## list what there is
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/make \1	\2/' | expand -t 24

setup: ## system packages, libtorch, Arrow and the shims over them; does only what is missing
	@Scripts/setup.sh

build: command ## the command qwen3-tts and the tool parity, optimized
	@swift build -c release --product parity

command: setup
	@swift build -c release --product qwen3-tts

install: command ## put the command into PREFIX/bin (default: ~/.local); this folder must stay, it has the libraries
	@install -D -m 755 .build/release/qwen3-tts $(DESTDIR)$(PREFIX)/bin/qwen3-tts
	@echo "Installed $(DESTDIR)$(PREFIX)/bin/qwen3-tts"

demo: command ## from nothing to a small model fine-tuned on two real voices
	@Scripts/demo.sh

test: setup ## every test: no GPU, no network, no secret
	@Scripts/check_imports.py
	@swift build --build-tests
	@Scripts/test.sh
	@Scripts/test-setup.sh

without-libtorch: setup ## builds what needs no tensor, without libtorch
	@CTORCH_DIR=/nonexistent WITHOUT_LIBTORCH=1 swift build --scratch-path .build-without-libtorch

interchange: setup ## with the official package and the Hub's own clients: all travels both ways; their Pythons take 2.4 GB
	@Scripts/interchange.sh

fuzz: setup ## random inputs for what reads others' files, for FOR=60 seconds in all; RUNS=1000000: so many each
	@Scripts/fuzz.sh $(or $(FOR),60) $(READERS)

check: ## formatting, scripts and files, without a build
	@Scripts/check.sh

clean: ## remove what was built; libtorch and Arrow stay
	@rm -rf .build .build-fuzz .build-without-libtorch "$(dependencies)/ctorch" "$(dependencies)/carrow"
