"""How fast it is, as ratios: the product's question beside a unit of the same machine, in one run."""
