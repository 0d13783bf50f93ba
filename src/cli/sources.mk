noinst_LIBRARIES += src/libpv_cli.a
src_libpv_cli_a_CFLAGS = $(AM_CFLAGS) $(NCURSES_CFLAGS) $(CURL_CFLAGS) $(JANSSON_CFLAGS)
src_libpv_cli_a_SOURCES = \
	src/cli/accept.c \
	src/cli/action_line.c src/cli/action_line.h \
	src/cli/actions.c \
	src/cli/audit.c \
	src/cli/alert.c src/cli/alert_line.c src/cli/alert_line.h \
	src/cli/alerts.c \
	src/cli/by_hand.c src/cli/by_hand.h \
	src/cli/cli.c src/cli/cli.h \
	src/cli/colour.c src/cli/colour.h \
	src/cli/commands.h \
	src/cli/complete.c \
	src/cli/dirty_rate.c \
	src/cli/dismiss.c \
	src/cli/doctor.c \
	src/cli/doctor_tip.c src/cli/doctor_tip.h \
	src/cli/event_line.c src/cli/event_line.h \
	src/cli/events.c \
	src/cli/fleet.c src/cli/fleet.h \
	src/cli/fleet_objects.c src/cli/fleet_objects.h \
	src/cli/format.c src/cli/format.h \
	src/cli/follow.c src/cli/follow.h \
	src/cli/move_line.c src/cli/move_line.h \
	src/cli/graph.c \
	src/cli/hosts.c \
	src/cli/history_path.c src/cli/history_path.h \
	src/cli/icinga_config.c \
	src/cli/list.c src/cli/list.h \
	src/cli/listen.c src/cli/listen.h \
	src/cli/local.c \
	src/cli/metrics.c \
	src/cli/move.c \
	src/cli/pause.c \
	src/cli/place.c \
	src/cli/plan_command.c \
	src/cli/pack.c src/cli/pack.h \
	src/cli/nagios_config.c \
	src/cli/order.c src/cli/order.h \
	src/cli/plan.c src/cli/plan.h \
	src/cli/plot.c src/cli/plot.h \
	src/cli/policy.c \
	src/cli/proposal.c src/cli/proposal.h \
	src/cli/policy_canary.c \
	src/cli/reload.c \
	src/cli/report_licences.c \
	src/cli/replay.c \
	src/cli/replay_compare.c \
	src/cli/replay_json.c src/cli/replay_json.h \
	src/cli/replay_scene.c src/cli/replay_scene.h \
	src/cli/replay_text.c src/cli/replay_text.h \
	src/cli/resize.c src/cli/resize.h \
	src/cli/shop_config.c src/cli/shop_config.h \
	src/cli/settings_now.c src/cli/settings_now.h \
	src/cli/simulate.c \
	src/cli/simulate_json.c src/cli/simulate_json.h \
	src/cli/status.c \
	src/cli/symptoms.c src/cli/symptoms.h \
	src/cli/table.c src/cli/table.h \
	src/cli/text.c src/cli/text.h \
	src/cli/tip.c \
	src/cli/tip_evidence.c src/cli/tip_evidence.h \
	src/cli/tip_outcome.c src/cli/tip_outcome.h \
	src/cli/tip_remedy.c src/cli/tip_remedy.h \
	src/cli/tip_verify.c src/cli/tip_verify.h \
	src/cli/tips.c src/cli/tips.h \
	src/cli/tips_follow.c src/cli/tips_follow.h \
	src/cli/top.c \
	src/cli/top_asker.c src/cli/top_asker.h \
	src/cli/top_model.c src/cli/top_model.h \
	src/cli/top_picture.c src/cli/top_picture.h \
	src/cli/top_screen.c src/cli/top_screen.h \
	src/cli/tree.c \
	src/cli/why.c

bin_PROGRAMS += provost
provost_SOURCES = src/cli/main.c
provost_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
provost_LDADD = src/libpv_cli.a src/libpv_client.a src/libpv_sim.a src/libpv_pipeline.a src/libpv_tips.a src/libpv_placement.a src/libpv_replay.a src/libpv_json.a src/libpv_rrd.a src/libpv_config.a src/libpv_wire.a src/libpv_model.a \
	src/libpv_base.a $(CURL_LIBS) $(NCURSES_LIBS) $(JANSSON_LIBS) $(YAML_LIBS) $(GLIB_LIBS) -lm
