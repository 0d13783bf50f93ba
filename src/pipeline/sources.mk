noinst_LIBRARIES += src/libpv_pipeline.a
src_libpv_pipeline_a_SOURCES = \
	src/pipeline/alert_feed.c src/pipeline/alert_feed.h \
	src/pipeline/alerts.c src/pipeline/alerts.h src/pipeline/alerts_mapping.c src/pipeline/alerts_state.h \
	src/pipeline/acknowledge.c src/pipeline/acknowledge.h \
	src/pipeline/aside.c src/pipeline/aside.h \
	src/pipeline/baselines.c src/pipeline/baselines.h \
	src/pipeline/signs.c src/pipeline/signs.h \
	src/pipeline/subjects_message.c src/pipeline/subjects_message.h \
	src/pipeline/campaign.c src/pipeline/campaign_begin.c src/pipeline/campaign_parts.c src/pipeline/campaign_plan.c \
	src/pipeline/campaign.h src/pipeline/campaign_state.h \
	src/pipeline/collect.c src/pipeline/collect.h \
	src/pipeline/collect_needs.c src/pipeline/collect_needs.h \
	src/pipeline/deaths.c src/pipeline/deaths.h \
	src/pipeline/dirty_rates.c src/pipeline/dirty_rates.h \
	src/pipeline/downtimes.c src/pipeline/downtimes.h \
	src/pipeline/effect.c src/pipeline/effect.h \
	src/pipeline/evaluation.c src/pipeline/evaluation.h \
	src/pipeline/foreign.c src/pipeline/foreign.h \
	src/pipeline/guest_objects.c src/pipeline/guest_objects.h \
	src/pipeline/held.c src/pipeline/held.h \
	src/pipeline/history.c src/pipeline/history_batches.c src/pipeline/history_questions.c \
	src/pipeline/history.h src/pipeline/history_state.h \
	src/pipeline/loads.c src/pipeline/loads.h \
	src/pipeline/event_feed.c src/pipeline/event_feed.h \
	src/pipeline/lifecycle.c src/pipeline/lifecycle.h \
	src/pipeline/news.c src/pipeline/news.h \
	src/pipeline/one_source.c src/pipeline/one_source.h \
	src/pipeline/order.c \
	src/pipeline/orphans.c src/pipeline/orphans.h \
	src/pipeline/outward.c src/pipeline/outward.h \
	src/pipeline/ownership.c src/pipeline/ownership.h \
	src/pipeline/own_tips.c src/pipeline/own_tips.h \
	src/pipeline/parts.c src/pipeline/parts.h \
	src/pipeline/pausing.c src/pipeline/pausing.h \
	src/pipeline/pipeline.c src/pipeline/pipeline.h \
	src/pipeline/planning.c src/pipeline/planning.h \
	src/pipeline/propose.c src/pipeline/propose.h \
	src/pipeline/rehearsal.c src/pipeline/rehearsal.h src/pipeline/rehearsal_state.h \
	src/pipeline/rehearsal_deed.c src/pipeline/rehearsal_stations.c src/pipeline/rehearsal_tip.c \
	src/pipeline/remedy.c src/pipeline/remedy.h src/pipeline/remedy_state.h \
	src/pipeline/remedy_host.c \
	src/pipeline/remedy_migrate.c \
	src/pipeline/remedy_order.c \
	src/pipeline/remedy_resize.c src/pipeline/remedy_resize.h \
	src/pipeline/remedy_notify.c \
	src/pipeline/remedy_run.c \
	src/pipeline/restrict.c src/pipeline/restrict.h \
	src/pipeline/results.c src/pipeline/results.h \
	src/pipeline/verdict.c src/pipeline/verdict.h \
	src/pipeline/room.c \
	src/pipeline/relations.c src/pipeline/relations.h \
	src/pipeline/suspensions.c src/pipeline/suspensions.h \
	src/pipeline/thresholds.c \
	src/pipeline/terms.c src/pipeline/terms.h \
	src/pipeline/tip_alerts.c src/pipeline/tip_alerts.h \
	src/pipeline/tip_questions.c \
	src/pipeline/trap_checks.c src/pipeline/trap_checks.h \
	src/pipeline/traps.c src/pipeline/traps.h \
	src/pipeline/trend.c src/pipeline/trend.h \
	src/pipeline/undo.c src/pipeline/undo.h \
	src/pipeline/waits.c src/pipeline/waits.h \
	src/pipeline/why.c src/pipeline/why.h \
	src/pipeline/windows.c src/pipeline/windows.h
