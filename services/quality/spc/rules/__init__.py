"""The statistics engine: pure functions on plain numbers, checked figure by figure against published results."""
