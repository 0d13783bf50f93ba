#pragma once
/*
 * A libvirt that is preloaded into provost-virt in place of the real one: every call becomes one question to the
 * world (world.py), which plays the libvirtd of all hosts and keeps the truth in a process of its own, so that it
 * outlives whoever asked. Here is nothing but the asking. Frames on the socket are four bytes of length, least first,
 * and that many bytes of fields, separated by FAKE_SEPARATOR; the first field of an answer is the libvirt error code,
 * 0 where the call succeeded, then the error's text or the results.
 */
#include <glib.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#define FAKE_SEPARATOR "\037"
#define FAKE_SOCKET    "PROVOST_FAKE_WORLD" /* environment: path of the world's socket */

struct _virConnect {
  gint references; /* atomic, as are those below */
  gint dead;       /* the world has closed the connection */
  char *uri;
  int socket;
  GMutex lock; /* one call at a time; and what is below */
  struct fake_ears *ears;
  virConnectCloseFunc on_close;
  void *on_close_user;
};

struct _virDomain {
  gint references;
  virConnectPtr connection;
  char *name;
  char uuid[VIR_UUID_STRING_BUFLEN];
  int id;
};

/* Asks the world; the arguments are strings, ended by NULL. The results of the call, which the caller frees; NULL where
 * it failed: the thread's last error says why. Blocks as long as the world does. */
GStrv fake_ask(virConnectPtr connection, const char *call, ...) G_GNUC_NULL_TERMINATED;

/* The same, where only success counts: 0, or -1. */
int fake_do(virConnectPtr connection, const char *call, ...) G_GNUC_NULL_TERMINATED;

/* The same, where the result is a number, or a text that the caller frees. -1, NULL: it failed. */
gint64 fake_number(virConnectPtr connection, const char *call, ...) G_GNUC_NULL_TERMINATED;
char *fake_text(virConnectPtr connection, const char *call, ...) G_GNUC_NULL_TERMINATED;

/* A call that this world does not have. */
int fake_lacks(const char *call);
void fake_set_error(int code, const char *text);

/* Two fields of an answer make a domain. */
virDomainPtr fake_domain(virConnectPtr connection, const char *uuid, const char *name, const char *id);

/* wire.c: a connected socket, its opening question asked, or -1. One frame out; one frame in, NULL at the end. */
int fake_connect(const char *opening, const char *uri);
gboolean fake_send(int socket, const char *text);
char *fake_receive(int socket);
