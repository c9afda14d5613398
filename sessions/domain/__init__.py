"""What is done in and around a medicine session."""
