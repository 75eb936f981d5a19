"""Pages of the register: its hosts, their vetting, their days, and lists that come in."""
