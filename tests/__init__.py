"""What the service promises, as tests. The folders mirror `hearth`."""
