noinst_LIBRARIES += src/libpv_replay.a
src_libpv_replay_a_SOURCES = \
	src/replay/judge.c src/replay/judge.h \
	src/replay/recompute.c src/replay/recompute.h src/replay/recompute_series.c \
	src/replay/recorded.c src/replay/recorded.h \
	src/replay/reel.c src/replay/reel.h \
	src/replay/replay.c src/replay/replay.h \
	src/replay/scene.c src/replay/scene.h \
	src/replay/tally.c src/replay/tally.h \
	src/replay/usual.c src/replay/usual.h
