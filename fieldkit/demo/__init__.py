"""The worked case, played with a real head office and three real laptops on a played clock."""
