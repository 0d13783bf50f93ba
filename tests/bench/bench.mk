# The measures: run by hand, on the lab; each says with --help what it needs.
EXTRA_DIST += tests/bench/collectd.py tests/bench/footprint tests/bench/measuring.py tests/bench/quick-downtime \
	tests/bench/tip-latency
