# The packs we ship, installed into $(packdir)/PACK with their tests beside them.
packcoredir = $(packdir)/core
dist_packcore_DATA = \
	policies/core/pack.yaml \
	policies/core/host-cpu.lua \
	policies/core/host-silent.lua \
	policies/core/host-storage.lua
packcoretestsdir = $(packdir)/core/tests
dist_packcoretests_DATA = \
	policies/core/tests/host-cpu_test.lua \
	policies/core/tests/host-silent_test.lua \
	policies/core/tests/host-storage_test.lua
