check_PROGRAMS += tests/unit/virt/test_guest_readings
TESTS += tests/unit/virt/test_guest_readings
tests_unit_virt_test_guest_readings_SOURCES = tests/unit/virt/test_guest_readings.c
tests_unit_virt_test_guest_readings_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_virt_test_guest_readings_CFLAGS = $(TEST_CFLAGS) $(LIBVIRT_CFLAGS)
tests_unit_virt_test_guest_readings_LDADD = src/libpv_virt.a $(TEST_LIBS) $(LIBVIRT_LIBS)

check_PROGRAMS += tests/unit/virt/test_plain
TESTS += tests/unit/virt/test_plain
tests_unit_virt_test_plain_SOURCES = tests/unit/virt/test_plain.c
tests_unit_virt_test_plain_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_virt_test_plain_CFLAGS = $(TEST_CFLAGS) $(LIBVIRT_CFLAGS)
tests_unit_virt_test_plain_LDADD = src/libpv_virt.a $(TEST_LIBS) $(LIBVIRT_LIBS)

check_PROGRAMS += tests/unit/virt/test_host_link
TESTS += tests/unit/virt/test_host_link
tests_unit_virt_test_host_link_SOURCES = tests/unit/virt/test_host_link.c
tests_unit_virt_test_host_link_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_virt_test_host_link_CFLAGS = $(TEST_CFLAGS) $(LIBVIRT_CFLAGS)
tests_unit_virt_test_host_link_LDADD = src/libpv_virt.a $(TEST_LIBS) $(LIBVIRT_LIBS)

check_PROGRAMS += tests/unit/virt/test_virt_role
TESTS += tests/unit/virt/test_virt_role
tests_unit_virt_test_virt_role_SOURCES = tests/unit/virt/test_virt_role.c
tests_unit_virt_test_virt_role_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_virt_test_virt_role_CFLAGS = $(TEST_CFLAGS)
tests_unit_virt_test_virt_role_LDADD = $(TEST_LIBS)

check_PROGRAMS += tests/unit/virt/test_event_loop
TESTS += tests/unit/virt/test_event_loop
tests_unit_virt_test_event_loop_SOURCES = tests/unit/virt/test_event_loop.c
tests_unit_virt_test_event_loop_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_virt_test_event_loop_CFLAGS = $(TEST_CFLAGS) $(LIBVIRT_CFLAGS)
tests_unit_virt_test_event_loop_LDADD = src/libpv_virt.a $(TEST_LIBS) $(LIBVIRT_LIBS)

check_PROGRAMS += tests/unit/virt/test_deed_migrate
TESTS += tests/unit/virt/test_deed_migrate
tests_unit_virt_test_deed_migrate_SOURCES = tests/unit/virt/test_deed_migrate.c
tests_unit_virt_test_deed_migrate_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_virt_test_deed_migrate_CFLAGS = $(TEST_CFLAGS) $(LIBVIRT_CFLAGS)
tests_unit_virt_test_deed_migrate_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=virDomainMigrateToURI3 \
	-Wl,--wrap=virDomainGetJobStats -Wl,--wrap=virDomainMigrateStartPostCopy -Wl,--wrap=virDomainAbortJob
tests_unit_virt_test_deed_migrate_LDADD = src/libpv_virt.a $(TEST_LIBS) $(LIBVIRT_LIBS)

check_PROGRAMS += tests/unit/virt/test_endpoint
TESTS += tests/unit/virt/test_endpoint
tests_unit_virt_test_endpoint_SOURCES = tests/unit/virt/test_endpoint.c
tests_unit_virt_test_endpoint_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_virt_test_endpoint_CFLAGS = $(TEST_CFLAGS) $(LIBVIRT_CFLAGS)
tests_unit_virt_test_endpoint_LDADD = src/libpv_virt.a $(TEST_LIBS) $(LIBVIRT_LIBS)

check_PROGRAMS += tests/unit/virt/test_sweep
TESTS += tests/unit/virt/test_sweep
tests_unit_virt_test_sweep_SOURCES = tests/unit/virt/test_sweep.c
tests_unit_virt_test_sweep_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_virt_test_sweep_CFLAGS = $(TEST_CFLAGS) $(LIBVIRT_CFLAGS)
tests_unit_virt_test_sweep_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=virConnectGetAllDomainStats
tests_unit_virt_test_sweep_LDADD = src/libpv_virt.a $(TEST_LIBS) $(LIBVIRT_LIBS)

check_PROGRAMS += tests/unit/virt/test_bulk
TESTS += tests/unit/virt/test_bulk
tests_unit_virt_test_bulk_SOURCES = tests/unit/virt/test_bulk.c
tests_unit_virt_test_bulk_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_virt_test_bulk_CFLAGS = $(TEST_CFLAGS) $(LIBVIRT_CFLAGS)
tests_unit_virt_test_bulk_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=virConnectGetAllDomainStats \
	-Wl,--wrap=virConnectDomainEventDeregisterAny
tests_unit_virt_test_bulk_LDADD = src/libpv_virt.a $(TEST_LIBS) $(LIBVIRT_LIBS)

check_PROGRAMS += tests/unit/virt/test_guest_info
TESTS += tests/unit/virt/test_guest_info
tests_unit_virt_test_guest_info_SOURCES = tests/unit/virt/test_guest_info.c
tests_unit_virt_test_guest_info_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_virt_test_guest_info_CFLAGS = $(TEST_CFLAGS) $(LIBVIRT_CFLAGS)
tests_unit_virt_test_guest_info_LDADD = src/libpv_virt.a $(TEST_LIBS) $(LIBVIRT_LIBS)

check_PROGRAMS += tests/unit/virt/test_asker
TESTS += tests/unit/virt/test_asker
tests_unit_virt_test_asker_SOURCES = tests/unit/virt/test_asker.c
tests_unit_virt_test_asker_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_virt_test_asker_CFLAGS = $(TEST_CFLAGS) $(LIBVIRT_CFLAGS)
tests_unit_virt_test_asker_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=virDomainGetGuestInfo \
	-Wl,--wrap=virDomainAgentSetResponseTimeout -Wl,--wrap=virDomainGetXMLDesc \
	-Wl,--wrap=virDomainSetMemoryStatsPeriod
tests_unit_virt_test_asker_LDADD = src/libpv_virt.a $(TEST_LIBS) $(LIBVIRT_LIBS)

check_PROGRAMS += tests/unit/virt/test_traits
TESTS += tests/unit/virt/test_traits
tests_unit_virt_test_traits_SOURCES = tests/unit/virt/test_traits.c
tests_unit_virt_test_traits_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_virt_test_traits_CFLAGS = $(TEST_CFLAGS) $(LIBVIRT_CFLAGS)
tests_unit_virt_test_traits_LDADD = src/libpv_virt.a $(TEST_LIBS) $(LIBVIRT_LIBS)

check_PROGRAMS += tests/unit/virt/test_watcher
TESTS += tests/unit/virt/test_watcher
tests_unit_virt_test_watcher_SOURCES = tests/unit/virt/test_watcher.c
tests_unit_virt_test_watcher_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_virt_test_watcher_CFLAGS = $(TEST_CFLAGS) $(LIBVIRT_CFLAGS)
tests_unit_virt_test_watcher_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=virConnectDomainEventRegisterAny
tests_unit_virt_test_watcher_LDADD = src/libpv_virt.a $(TEST_LIBS) $(LIBVIRT_LIBS)

check_PROGRAMS += tests/unit/virt/test_xml
TESTS += tests/unit/virt/test_xml
tests_unit_virt_test_xml_SOURCES = tests/unit/virt/test_xml.c
tests_unit_virt_test_xml_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_virt_test_xml_CFLAGS = $(TEST_CFLAGS)
tests_unit_virt_test_xml_LDADD = src/libpv_virt.a $(TEST_LIBS)

check_PROGRAMS += tests/unit/virt/test_definition
TESTS += tests/unit/virt/test_definition
tests_unit_virt_test_definition_SOURCES = tests/unit/virt/test_definition.c
tests_unit_virt_test_definition_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_virt_test_definition_CFLAGS = $(TEST_CFLAGS) $(LIBVIRT_CFLAGS)
tests_unit_virt_test_definition_LDADD = src/libpv_virt.a $(TEST_LIBS) $(LIBVIRT_LIBS)

check_PROGRAMS += tests/unit/virt/test_surveyor
TESTS += tests/unit/virt/test_surveyor
tests_unit_virt_test_surveyor_SOURCES = tests/unit/virt/test_surveyor.c
tests_unit_virt_test_surveyor_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_virt_test_surveyor_CFLAGS = $(TEST_CFLAGS) $(LIBVIRT_CFLAGS)
tests_unit_virt_test_surveyor_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=virDomainGetXMLDesc \
	-Wl,--wrap=virConnectCompareHypervisorCPU -Wl,--wrap=virConnectCompareCPU -Wl,--wrap=virGetLastErrorCode
tests_unit_virt_test_surveyor_LDADD = src/libpv_virt.a $(TEST_LIBS) $(LIBVIRT_LIBS)

check_PROGRAMS += tests/unit/virt/test_claimant
TESTS += tests/unit/virt/test_claimant
tests_unit_virt_test_claimant_SOURCES = tests/unit/virt/test_claimant.c
tests_unit_virt_test_claimant_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_virt_test_claimant_CFLAGS = $(TEST_CFLAGS)
tests_unit_virt_test_claimant_LDADD = src/libpv_virt.a $(TEST_LIBS) $(LIBVIRT_LIBS)

check_PROGRAMS += tests/unit/virt/test_owner
TESTS += tests/unit/virt/test_owner
tests_unit_virt_test_owner_SOURCES = tests/unit/virt/test_owner.c
tests_unit_virt_test_owner_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_virt_test_owner_CFLAGS = $(TEST_CFLAGS) $(LIBVIRT_CFLAGS)
tests_unit_virt_test_owner_LDADD = src/libpv_virt.a $(TEST_LIBS) $(LIBVIRT_LIBS)

check_PROGRAMS += tests/unit/virt/test_belongings
TESTS += tests/unit/virt/test_belongings
tests_unit_virt_test_belongings_SOURCES = tests/unit/virt/test_belongings.c
tests_unit_virt_test_belongings_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_virt_test_belongings_CFLAGS = $(TEST_CFLAGS) $(LIBVIRT_CFLAGS)
tests_unit_virt_test_belongings_LDADD = src/libpv_virt.a $(TEST_LIBS) $(LIBVIRT_LIBS)

check_PROGRAMS += tests/unit/virt/test_examination
TESTS += tests/unit/virt/test_examination
tests_unit_virt_test_examination_SOURCES = tests/unit/virt/test_examination.c
tests_unit_virt_test_examination_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_virt_test_examination_CFLAGS = $(TEST_CFLAGS) $(LIBVIRT_CFLAGS)
tests_unit_virt_test_examination_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=virConnectGetCapabilities \
	-Wl,--wrap=virConnectCompareCPU
tests_unit_virt_test_examination_LDADD = src/libpv_virt.a $(TEST_LIBS) $(LIBVIRT_LIBS)
