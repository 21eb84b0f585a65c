"""Published: reports run as notebooks, pages made of them, results as files."""
