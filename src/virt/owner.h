#pragma once
/*
 * Who else manages a guest, by what they leave in its metadata: OpenStack, oVirt, KubeVirt, OpenNebula. Pacemaker's resource
 * agent leaves nothing there; what its administrator leaves in its namespace counts. Tools that only describe guests there
 * (libosinfo, virt-manager) manage none, and a manager that leaves nothing there (Proxmox) cannot be told. Source: virDomainGetXMLDesc. Pure.
 */
#include <glib.h>

/* "OpenStack"; "": nobody that is known, or the document is not well-formed. */
const char *owner_read(const char *xml);
