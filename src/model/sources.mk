noinst_LIBRARIES += src/libpv_model.a
src_libpv_model_a_SOURCES = \
	src/model/access.c src/model/access.h \
	src/model/action.c src/model/action.h \
	src/model/alert.c src/model/alert.h \
	src/model/alert_book.c src/model/alert_book.h \
	src/model/alert_map.c src/model/alert_map.h \
	src/model/alert_rule.c src/model/alert_rule.h \
	src/model/alert_report.c src/model/alert_report.h \
	src/model/automation.c src/model/automation.h \
	src/model/change_window.c src/model/change_window.h \
	src/model/agent_facts.c src/model/agent_facts.h \
	src/model/baseline.c src/model/baseline.h \
	src/model/claim.c src/model/claim.h \
	src/model/deed.c src/model/deed.h \
	src/model/event_book.c src/model/event_book.h \
	src/model/fleet.c src/model/fleet_agents.c src/model/fleet_claims.c src/model/fleet_configure.c src/model/fleet_names.c \
	src/model/fleet_automation.c src/model/fleet_downtime.c \
	src/model/fleet_foreign.c src/model/fleet_needs.c src/model/fleet_places.c src/model/fleet_residences.c src/model/fleet_restrictions.c src/model/fleet_traits.c src/model/fleet.h src/model/fleet_state.h \
	src/model/foreign_book.c src/model/foreign_book.h \
	src/model/goal.c src/model/goal.h \
	src/model/guest.c src/model/guest.h \
	src/model/load_book.c src/model/load_book.h \
	src/model/load_digest.c src/model/load_digest.h \
	src/model/metric_title.c \
	src/model/guest_agent.c src/model/guest_agent.h \
	src/model/guest_book.c src/model/guest_book.h \
	src/model/guest_needs.c src/model/guest_needs.h \
	src/model/member_index.c src/model/member_index.h \
	src/model/metrics.c src/model/metrics.h src/model/metrics.def \
	src/model/licence.c src/model/licence.h \
	src/model/licence_breaches.c src/model/licence_report.c src/model/licence_report.h \
	src/model/move_book.c src/model/move_book.h \
	src/model/names.c src/model/names.h \
	src/model/obstacle.c src/model/obstacle.h \
	src/model/object.c src/model/object.h \
	src/model/ourselves.c src/model/ourselves.h \
	src/model/pause.c src/model/pause.h \
	src/model/plan.c src/model/plan.h src/model/plan_question.h \
	src/model/program.c src/model/program.h \
	src/model/proposal.c src/model/proposal.h \
	src/model/residence_book.c src/model/residence_book.h \
	src/model/resource.c src/model/resource.h \
	src/model/restriction.c src/model/restriction.h \
	src/model/rule.c src/model/rule.h \
	src/model/sample.c src/model/sample.h \
	src/model/selector_index.c src/model/selector_index.h \
	src/model/tip.c src/model/tip.h src/model/tip_filter.c src/model/tip_filter.h \
	src/model/traits.c src/model/traits.h \
	src/model/trap_book.c src/model/trap_book.h \
	src/model/trap_record.c src/model/trap_record.h \
	src/model/verdict_book.c src/model/verdict_book.h \
	src/model/value_book.c src/model/value_book.h
