"""Simulated Hyper-V hosts: WS-Management on a loopback port, and behind it hosts with VMs that remember."""
