"""Patient journeys written as timed steps, and the player that holds the clinic to them."""
