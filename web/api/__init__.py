"""The REST API: nouns as Camunda 8, verbs as Camunda 7, camelCase JSON, problem+json, OpenAPI 3.1."""
