"""What one objective's page, the years', a commune's and the leader's have of their own."""
