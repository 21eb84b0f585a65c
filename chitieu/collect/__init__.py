"""Reported: the counts that communes and departments send in, and what is wrong with them."""
