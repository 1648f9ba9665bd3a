"""The audit trail: append-only, hash-chained per subject, checkpointed and verifiable."""
