"""What a caseworker sees of a case from the shortlist on: one query for each page."""
