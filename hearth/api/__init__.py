"""JSON for programs of the staff: the same questions and acts as the pages, by ids."""
