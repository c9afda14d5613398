"""Ways out of the house: one small interface, one module a provider."""
