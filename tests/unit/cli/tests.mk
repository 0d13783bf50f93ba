check_PROGRAMS += tests/unit/cli/test_transcripts
TESTS += tests/unit/cli/test_transcripts
tests_unit_cli_test_transcripts_SOURCES = tests/unit/cli/test_transcripts.c tests/unit/cli/fake_api.c \
	tests/unit/cli/fake_api.h tests/unit/cli/scenes.def
tests_unit_cli_test_transcripts_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_cli_test_transcripts_CFLAGS = $(TEST_CFLAGS)
tests_unit_cli_test_transcripts_LDADD = $(CMOCKA_LIBS) $(GLIB_LIBS)

check_PROGRAMS += tests/unit/cli/test_plot
TESTS += tests/unit/cli/test_plot
tests_unit_cli_test_plot_SOURCES = tests/unit/cli/test_plot.c
tests_unit_cli_test_plot_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_cli_test_plot_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_cli_test_plot_LDADD = src/libpv_cli.a src/libpv_client.a $(TEST_LIBS) $(JANSSON_LIBS) $(CURL_LIBS)

check_PROGRAMS += tests/unit/cli/test_settings_now
TESTS += tests/unit/cli/test_settings_now
tests_unit_cli_test_settings_now_SOURCES = tests/unit/cli/test_settings_now.c
tests_unit_cli_test_settings_now_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_cli_test_settings_now_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_cli_test_settings_now_LDADD = src/libpv_cli.a src/libpv_client.a $(TEST_LIBS) $(JANSSON_LIBS) $(CURL_LIBS)

check_PROGRAMS += tests/unit/cli/test_text
TESTS += tests/unit/cli/test_text
tests_unit_cli_test_text_SOURCES = tests/unit/cli/test_text.c
tests_unit_cli_test_text_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_cli_test_text_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_cli_test_text_LDADD = src/libpv_cli.a src/libpv_client.a $(TEST_LIBS) $(JANSSON_LIBS) $(CURL_LIBS)

EXTRA_DIST += tests/unit/cli/transcripts tests/unit/cli/hosts.json tests/unit/cli/licences.json tests/unit/cli/tip.json \
	tests/unit/cli/tip_alerts.json tests/unit/cli/tip_cause.json tests/unit/cli/tip_proposed.json tests/unit/cli/tip_falling.json tests/unit/cli/tip_resolved.json tests/unit/cli/tip_resize.json tests/unit/cli/action_acting.json tests/unit/cli/action_done.json \
	tests/unit/cli/action_failed.json tests/unit/cli/reload.json tests/unit/cli/reload_dry.json tests/unit/cli/status.json tests/unit/cli/doctor.json

check_PROGRAMS += tests/unit/cli/test_local
TESTS += tests/unit/cli/test_local
tests_unit_cli_test_local_SOURCES = tests/unit/cli/test_local.c
tests_unit_cli_test_local_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_cli_test_local_CFLAGS = $(TEST_CFLAGS)
tests_unit_cli_test_local_LDADD = $(CMOCKA_LIBS) $(GLIB_LIBS)

check_PROGRAMS += tests/unit/cli/test_graph
TESTS += tests/unit/cli/test_graph
tests_unit_cli_test_graph_SOURCES = tests/unit/cli/test_graph.c tests/unit/cli/fake_api.c tests/unit/cli/fake_api.h
tests_unit_cli_test_graph_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_cli_test_graph_CFLAGS = $(TEST_CFLAGS)
tests_unit_cli_test_graph_LDADD = $(CMOCKA_LIBS) $(GLIB_LIBS)

check_PROGRAMS += tests/unit/cli/test_replay
TESTS += tests/unit/cli/test_replay
tests_unit_cli_test_replay_SOURCES = tests/unit/cli/test_replay.c
tests_unit_cli_test_replay_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_cli_test_replay_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_cli_test_replay_LDADD = src/libpv_cli.a src/libpv_client.a $(TEST_LIBS) $(JANSSON_LIBS) $(CURL_LIBS)

check_PROGRAMS += tests/unit/cli/test_table
TESTS += tests/unit/cli/test_table
tests_unit_cli_test_table_SOURCES = tests/unit/cli/test_table.c
tests_unit_cli_test_table_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_cli_test_table_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_cli_test_table_LDADD = src/libpv_cli.a src/libpv_client.a $(TEST_LIBS) $(JANSSON_LIBS) $(CURL_LIBS)

check_PROGRAMS += tests/unit/cli/test_format
TESTS += tests/unit/cli/test_format
tests_unit_cli_test_format_SOURCES = tests/unit/cli/test_format.c
tests_unit_cli_test_format_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_cli_test_format_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_cli_test_format_LDADD = src/libpv_cli.a src/libpv_client.a $(TEST_LIBS) $(JANSSON_LIBS) $(CURL_LIBS)

check_PROGRAMS += tests/unit/cli/test_top
TESTS += tests/unit/cli/test_top tests/unit/cli/top-terminal
EXTRA_DIST += tests/unit/cli/top-terminal
tests_unit_cli_test_top_SOURCES = tests/unit/cli/test_top.c
tests_unit_cli_test_top_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_cli_test_top_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_cli_test_top_LDADD = $(provost_LDADD) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/cli/test_daemons
TESTS += tests/unit/cli/test_daemons
tests_unit_cli_test_daemons_SOURCES = tests/unit/cli/test_daemons.c
tests_unit_cli_test_daemons_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_cli_test_daemons_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_cli_test_daemons_LDADD = $(provost_LDADD) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/cli/test_shop_config
TESTS += tests/unit/cli/test_shop_config
tests_unit_cli_test_shop_config_SOURCES = tests/unit/cli/test_shop_config.c tests/unit/cli/fake_api.c tests/unit/cli/fake_api.h
tests_unit_cli_test_shop_config_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_cli_test_shop_config_CFLAGS = $(TEST_CFLAGS)
tests_unit_cli_test_shop_config_LDADD = tests/unit/libunit.a $(CMOCKA_LIBS) $(GLIB_LIBS)
