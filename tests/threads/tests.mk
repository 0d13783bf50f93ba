# The tests of what has threads, under the thread sanitizer: configure --enable-sanitizers=thread, make check-threads.
tests/threads/glib.so: $(srcdir)/tests/threads/glib.c
	$(AM_V_GEN)$(MKDIR_P) tests/threads && $(CC) -std=gnu11 $(WARN_CFLAGS) -O1 -g -shared -fPIC $(GLIB_CFLAGS) \
		-o $@ $(srcdir)/tests/threads/glib.c -ldl

check-threads: tests/threads/glib.so
	G_SLICE=always-malloc LD_PRELOAD=$(abs_builddir)/tests/threads/glib.so \
		TSAN_OPTIONS=suppressions=$(abs_srcdir)/tests/threads/suppressions \
		$(MAKE) check TESTS="$(filter tests/unit/journal/% tests/unit/pipeline/% tests/unit/virt/% tests/unit/serve/test_past_tips tests/unit/cli/test_top,$(TESTS))"
.PHONY: check-threads

CLEANFILES += tests/threads/glib.so
EXTRA_DIST += tests/threads/glib.c tests/threads/suppressions
