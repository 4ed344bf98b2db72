"""The bench harness: peers, workloads, what is measured, and the report. bench/run is its command line."""
