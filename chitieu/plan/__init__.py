"""Asked: the plan as data. Indicators and variables, targets and years, areas and their borders."""
