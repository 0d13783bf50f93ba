noinst_LIBRARIES += src/libpv_action.a
src_libpv_action_a_SOURCES = \
	src/action/actions.c src/action/actions.h \
	src/action/admission.c src/action/admission.h \
	src/action/budgets.c src/action/budgets.h \
	src/action/cancel.c \
	src/action/deeds.c \
	src/action/examine.c \
	src/action/follow.c \
	src/action/inspect.c \
	src/action/look.c \
	src/action/orders.c src/action/orders.h \
	src/action/others.c src/action/others.h \
	src/action/outcome.c \
	src/action/ping.c \
	src/action/program_runs.c src/action/program_runs.h \
	src/action/recovery.c src/action/recovery.h \
	src/action/resize.c src/action/resize.h src/action/resize_check.c src/action/resize_run.h \
	src/action/run.c src/action/run.h \
	src/action/settle.c \
	src/action/step.c src/action/step.h \
	src/action/tidy.c
