noinst_LIBRARIES += src/libpv_json.a
src_libpv_json_a_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
src_libpv_json_a_SOURCES = \
	src/json/action_json.c \
	src/json/alert_json.c \
	src/json/alert_report_json.c src/json/alert_report_json.h \
	src/json/fields.c src/json/fields.h \
	src/json/fleet_json.c \
	src/json/json.h \
	src/json/licence_json.c \
	src/json/needs_json.c src/json/needs_json.h \
	src/json/path.c src/json/path.h \
	src/json/plan_json.c src/json/plan_json.h \
	src/json/trap_json.c src/json/trap_json.h \
	src/json/tip_json.c
