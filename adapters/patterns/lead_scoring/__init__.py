"""Lead scoring: every night the CRM's leads are read in bulk, scored by the AI, and the scores written back."""
