# size: the tree of what is tested, folder for folder, and the helpers beside it
"""What the service promises, as tests. The folders mirror `hearth`."""
