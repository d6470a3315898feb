"""The simulated far ends: a local Slack and Hyper-V hosts, for `hvbot demo` and as the tests' fixtures."""
