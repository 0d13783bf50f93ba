# The packs we ship, installed into $(packdir)/PACK with their tests beside them.
packcoredir = $(packdir)/core
dist_packcore_DATA = \
	policies/core/pack.yaml \
	policies/core/cluster-imbalance.lua \
	policies/core/cluster-overcommitted.lua \
	policies/core/guest-cpu-wait.lua \
	policies/core/guest-disk-latency.lua \
	policies/core/guest-down-ha.lua \
	policies/core/guest-idle.lua \
	policies/core/guest-memory.lua \
	policies/core/guest-oversized.lua \
	policies/core/guest-service-starved.lua \
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
	policies/core/tests/guest-down-ha_test.lua \
	policies/core/tests/guest-idle_test.lua \
	policies/core/tests/guest-memory_test.lua \
	policies/core/tests/guest-oversized_test.lua \
	policies/core/tests/guest-service-starved_test.lua \
	policies/core/tests/host-cpu_test.lua \
	policies/core/tests/host-memory_test.lua \
	policies/core/tests/host-network_test.lua \
	policies/core/tests/host-silent_test.lua \
	policies/core/tests/host-storage_test.lua \
	policies/core/tests/host-swap_test.lua

packbrocadedir = $(packdir)/brocade-fabric
dist_packbrocade_DATA = \
	policies/brocade-fabric/pack.yaml \
	policies/brocade-fabric/fabric-isl.lua \
	policies/brocade-fabric/fabric-path.lua \
	policies/brocade-fabric/fabric-port.lua \
	policies/brocade-fabric/fabric-switch.lua
packbrocadelibdir = $(packdir)/brocade-fabric/lib
dist_packbrocadelib_DATA = policies/brocade-fabric/lib/ports.lua
packbrocadetestsdir = $(packdir)/brocade-fabric/tests
dist_packbrocadetests_DATA = \
	policies/brocade-fabric/tests/fabric-isl_test.lua \
	policies/brocade-fabric/tests/fabric-path_test.lua \
	policies/brocade-fabric/tests/fabric-port_test.lua \
	policies/brocade-fabric/tests/fabric-switch_test.lua

packdelldir = $(packdir)/dell-openmanage
dist_packdell_DATA = \
	policies/dell-openmanage/pack.yaml \
	policies/dell-openmanage/dell-cooling.lua \
	policies/dell-openmanage/dell-drives.lua \
	policies/dell-openmanage/dell-memory.lua \
	policies/dell-openmanage/dell-power.lua
packdelllibdir = $(packdir)/dell-openmanage/lib
dist_packdelllib_DATA = policies/dell-openmanage/lib/parts.lua
packdelltestsdir = $(packdir)/dell-openmanage/tests
dist_packdelltests_DATA = \
	policies/dell-openmanage/tests/dell-cooling_test.lua \
	policies/dell-openmanage/tests/dell-drives_test.lua \
	policies/dell-openmanage/tests/dell-memory_test.lua \
	policies/dell-openmanage/tests/dell-power_test.lua

packhardwaredir = $(packdir)/hardware
dist_packhardware_DATA = \
	policies/hardware/pack.yaml \
	policies/hardware/raid-drives.lua \
	policies/hardware/sensor-fan.lua \
	policies/hardware/sensor-heat.lua \
	policies/hardware/ups-battery.lua \
	policies/hardware/ups-health.lua
packhardwaretestsdir = $(packdir)/hardware/tests
dist_packhardwaretests_DATA = \
	policies/hardware/tests/raid-drives_test.lua \
	policies/hardware/tests/sensor-fan_test.lua \
	policies/hardware/tests/sensor-heat_test.lua \
	policies/hardware/tests/ups-battery_test.lua \
	policies/hardware/tests/ups-health_test.lua

packhpdir = $(packdir)/hp-proliant
dist_packhp_DATA = \
	policies/hp-proliant/pack.yaml \
	policies/hp-proliant/hp-cooling.lua \
	policies/hp-proliant/hp-drives.lua \
	policies/hp-proliant/hp-memory.lua \
	policies/hp-proliant/hp-power.lua
packhplibdir = $(packdir)/hp-proliant/lib
dist_packhplib_DATA = policies/hp-proliant/lib/parts.lua
packhptestsdir = $(packdir)/hp-proliant/tests
dist_packhptests_DATA = \
	policies/hp-proliant/tests/hp-cooling_test.lua \
	policies/hp-proliant/tests/hp-drives_test.lua \
	policies/hp-proliant/tests/hp-memory_test.lua \
	policies/hp-proliant/tests/hp-power_test.lua
