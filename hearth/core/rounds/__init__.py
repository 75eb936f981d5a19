"""Rounds of visits: what is known of a visitor, who may visit whom, and how a plan is kept.

Which of the visits that may be made are made when is the engine's to work out.
"""
