"""The scenario language: what a file may say, read strictly and never guessed."""
