"""Pages of the clinician, who enters results."""
