noinst_LIBRARIES += src/libpv_tips.a
src_libpv_tips_a_SOURCES = \
	src/tips/alerts.c \
	src/tips/approval.c \
	src/tips/attempt.c src/tips/attempt.h \
	src/tips/automation.c \
	src/tips/book.h \
	src/tips/facts.c src/tips/facts.h \
	src/tips/findings.c \
	src/tips/flaps.c \
	src/tips/grouping.c \
	src/tips/keeping.h src/tips/keeping_journal.c src/tips/keeping_none.c \
	src/tips/lifecycle.c src/tips/lifecycle.h \
	src/tips/supersede.c \
	src/tips/test_tips.c \
	src/tips/tipbook.c src/tips/tipbook.h
