# The packs we ship, installed into $(packdir)/PACK with their tests beside them.
packcoredir = $(packdir)/core
dist_packcore_DATA = \
	policies/core/pack.yaml \
	policies/core/cluster-imbalance.lua \
	policies/core/cluster-overcommitted.lua \
	policies/core/guest-cpu-wait.lua \
	policies/core/guest-disk-latency.lua \
	policies/core/guest-idle.lua \
	policies/core/guest-memory.lua \
	policies/core/guest-oversized.lua \
	policies/core/host-cpu.lua \
	policies/core/host-memory.lua \
	policies/core/host-network.lua \
	policies/core/host-silent.lua \
	policies/core/host-storage.lua \
	policies/core/host-swap.lua
packcoretestsdir = $(packdir)/core/tests
dist_packcoretests_DATA = \
	policies/core/tests/cluster-imbalance_test.lua \
	policies/core/tests/cluster-overcommitted_test.lua \
	policies/core/tests/guest-cpu-wait_test.lua \
	policies/core/tests/guest-disk-latency_test.lua \
	policies/core/tests/guest-idle_test.lua \
	policies/core/tests/guest-memory_test.lua \
	policies/core/tests/guest-oversized_test.lua \
	policies/core/tests/host-cpu_test.lua \
	policies/core/tests/host-memory_test.lua \
	policies/core/tests/host-network_test.lua \
	policies/core/tests/host-silent_test.lua \
	policies/core/tests/host-storage_test.lua \
	policies/core/tests/host-swap_test.lua

packdelldir = $(packdir)/dell-openmanage
dist_packdell_DATA = \
	policies/dell-openmanage/pack.yaml \
	policies/dell-openmanage/dell-cooling.lua \
	policies/dell-openmanage/dell-drives.lua \
	policies/dell-openmanage/dell-memory.lua \
	policies/dell-openmanage/dell-power.lua
packdelltestsdir = $(packdir)/dell-openmanage/tests
dist_packdelltests_DATA = \
	policies/dell-openmanage/tests/dell-cooling_test.lua \
	policies/dell-openmanage/tests/dell-drives_test.lua \
	policies/dell-openmanage/tests/dell-memory_test.lua \
	policies/dell-openmanage/tests/dell-power_test.lua

packhpdir = $(packdir)/hp-proliant
dist_packhp_DATA = \
	policies/hp-proliant/pack.yaml \
	policies/hp-proliant/hp-cooling.lua \
	policies/hp-proliant/hp-drives.lua \
	policies/hp-proliant/hp-memory.lua \
	policies/hp-proliant/hp-power.lua
packhptestsdir = $(packdir)/hp-proliant/tests
dist_packhptests_DATA = \
	policies/hp-proliant/tests/hp-cooling_test.lua \
	policies/hp-proliant/tests/hp-drives_test.lua \
	policies/hp-proliant/tests/hp-memory_test.lua \
	policies/hp-proliant/tests/hp-power_test.lua
