# A fake libvirt preloaded into the real provost-virt, and moves of guests with kills over it.
fake_sources = tests/fake/connections.c tests/fake/domains.c tests/fake/secrets.c \
	tests/fake/storage.c tests/fake/wire.c
fake_library = tests/fake/libprovost-fakevirt.so
$(fake_library): $(fake_sources) tests/fake/fake.h
	$(AM_V_GEN)$(MKDIR_P) tests/fake && $(CC) -std=gnu11 $(WARN_CFLAGS) -O1 -g -shared -fPIC $(GLIB_CFLAGS) \
		$(LIBVIRT_CFLAGS) -o $@ $(filter %.c,$^) $(GLIB_LIBS)

fake_tests = tests/fake/campaign
TESTS += $(fake_tests)
check_SCRIPTS = $(fake_library)

# By hand: 10,000 moves, about a quarter of an hour, and provost without each of its safeguards, which must be found out.
LONG_MOVES = 10000
check-long: all $(fake_library)
	TOP_BUILDDIR='$(abs_builddir)' $(srcdir)/tests/fake/pairs
	TOP_BUILDDIR='$(abs_builddir)' $(srcdir)/tests/fake/campaign --moves $(LONG_MOVES) --patience 200
	TOP_BUILDDIR='$(abs_builddir)' $(srcdir)/tests/fake/mutations
.PHONY: check-long

CLEANFILES += $(fake_library)
EXTRA_DIST += $(fake_sources) $(fake_tests) tests/fake/fake.h tests/fake/mutations tests/fake/pairs tests/fake/checks.py \
	tests/fake/driver.py tests/fake/faults.py tests/fake/scene.py tests/fake/server.py tests/fake/world.py
