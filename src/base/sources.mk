noinst_LIBRARIES += src/libpv_base.a
src_libpv_base_a_SOURCES = \
	src/base/clock.c src/base/clock.h src/base/clock_trust.c src/base/clock_trust.h \
	src/base/error.c src/base/error.h \
	src/base/installed.c src/base/installed.h \
	src/base/limits.h \
	src/base/listen_address.c src/base/listen_address.h \
	src/base/log.c src/base/log.h \
	src/base/quantity.c src/base/quantity.h \
	src/base/text.c src/base/text.h \
	src/base/time_text.c src/base/time_text.h
