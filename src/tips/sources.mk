noinst_LIBRARIES += src/libpv_tips.a
src_libpv_tips_a_SOURCES = \
	src/tips/automation.c \
	src/tips/book.h \
	src/tips/findings.c \
	src/tips/lifecycle.c src/tips/lifecycle.h \
	src/tips/tipbook.c src/tips/tipbook.h
