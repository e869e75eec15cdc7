"""Enishi measured beside its peers: one database, one machine, one run."""
