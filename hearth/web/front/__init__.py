"""The pages that anybody may open: the way in, the way out, and what a mistake looks like."""

from hearth.web.front.mistakes import broken, missing, refused, stale

__all__ = ["broken", "missing", "refused", "stale"]
