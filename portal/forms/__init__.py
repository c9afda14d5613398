"""The patient's forms. They check shape; the verbs check rules."""
