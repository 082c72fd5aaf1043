"""The service in a dozen numbers, for the gateway's dashboards."""
