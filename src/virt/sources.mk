noinst_LIBRARIES += src/libpv_virt.a
src_libpv_virt_a_CFLAGS = $(AM_CFLAGS) $(LIBVIRT_CFLAGS)
src_libpv_virt_a_SOURCES = \
	src/virt/acting.c src/virt/acting.h \
	src/virt/asker.c src/virt/asker.h \
	src/virt/batch.c src/virt/batch.h \
	src/virt/belongings.c src/virt/belongings.h \
	src/virt/bulk.c src/virt/bulk.h \
	src/virt/claimant.c src/virt/claimant.h \
	src/virt/claims.c src/virt/claims.h \
	src/virt/connection.c src/virt/connection.h \
	src/virt/cpu_book.c src/virt/cpu_book.h \
	src/virt/cpu_compare.c src/virt/cpu_compare.h \
	src/virt/deed_call.c src/virt/deed_call.h \
	src/virt/deed_definition.c \
	src/virt/deed_image.c \
	src/virt/deed_migrate.c \
	src/virt/deed_power.c \
	src/virt/deed_resize.c \
	src/virt/deed_restore.c \
	src/virt/deed_save.c \
	src/virt/deeds.c src/virt/deeds.h \
	src/virt/definition.c src/virt/definition.h \
	src/virt/dirty_rate.c src/virt/dirty_rate.h \
	src/virt/endpoint.c src/virt/endpoint.h \
	src/virt/errand.c src/virt/errand.h \
	src/virt/event_loop.c src/virt/event_loop.h \
	src/virt/examination.c src/virt/examination.h \
	src/virt/examining.c src/virt/examining.h \
	src/virt/facts.c src/virt/facts.h \
	src/virt/fields.c src/virt/fields.h \
	src/virt/following.c src/virt/following.h \
	src/virt/guest_info.c src/virt/guest_info.h \
	src/virt/guest_list.c src/virt/guest_list.h \
	src/virt/guest_readings.c src/virt/guest_readings.h \
	src/virt/guest_survey.c src/virt/guest_survey.h \
	src/virt/host_link.c src/virt/host_link.h \
	src/virt/insides.c src/virt/insides.h \
	src/virt/inspecting.c src/virt/inspecting.h \
	src/virt/job_progress.c src/virt/job_progress.h \
	src/virt/job_watch.c src/virt/job_watch.h \
	src/virt/library.c src/virt/library.h \
	src/virt/look.c src/virt/look.h \
	src/virt/node_readings.c src/virt/node_readings.h \
	src/virt/offers.c src/virt/offers.h \
	src/virt/outbox.c src/virt/outbox.h \
	src/virt/pinging.c src/virt/pinging.h \
	src/virt/questions.c src/virt/questions.h \
	src/virt/owner.c src/virt/owner.h \
	src/virt/rates.c src/virt/rates.h \
	src/virt/records.c src/virt/records.h \
	src/virt/storage_there.c src/virt/storage_there.h \
	src/virt/surveyor.c src/virt/surveyor.h \
	src/virt/sweep.c src/virt/sweep.h \
	src/virt/tally.c src/virt/tally.h \
	src/virt/traits.c src/virt/traits.h \
	src/virt/unplug_note.c src/virt/unplug_note.h \
	src/virt/virt_role.c src/virt/virt_role.h \
	src/virt/watcher.c src/virt/watcher.h \
	src/virt/xml.c src/virt/xml.h

role_PROGRAMS += provost-virt
provost_virt_SOURCES = src/virt/main.c
provost_virt_LDADD = src/libpv_virt.a src/libpv_wire.a src/libpv_model.a src/libpv_base.a $(LIBVIRT_LIBS) \
	$(GLIB_LIBS) -lm
