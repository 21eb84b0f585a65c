"""What every page has, of any plan: its head, scoreboard, matrix, maps, gaps, next steps, guide."""
