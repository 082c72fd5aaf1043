"""The published data sets worked out anew by this very engine, figure by figure."""
