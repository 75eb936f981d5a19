# size: the engine has as many parts; see docs/decisions/0001
