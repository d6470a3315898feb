# Each of these makes .venv by itself when it is missing or outdated. PYTHON=python3.13 asks for a certain Python.
.PHONY: help demo test lint bench
.NOTPARALLEL:
.DEFAULT_GOAL := help

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:/ { printf "make %-6s %s\n", $$1, $$2 }' Makefile

demo:  ## Try hvbot in the browser: a local Slack and simulated Hyper-V hosts, nothing to configure
	@tools/venv run
	@.venv/bin/python -m bot demo

test:  ## Run all tests; the end says what was skipped and how to get it
	@tools/venv dev
	@.venv/bin/python -m pytest --numprocesses auto --dist worksteal

lint:  ## Check style, formatting and types
	@tools/venv dev
	@.venv/bin/python -m ruff check
	@.venv/bin/python -m ruff format --check
	@.venv/bin/python -m mypy

bench:  ## Measure what a person waits for
	@tools/venv dev
	@.venv/bin/python -m bench
