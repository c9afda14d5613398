"""A patient's story on one screen: read in few statements, told in words. Nothing here writes."""
