#pragma once
/*
 * Entity tags of answers (RFC 9110, 8.8.3), strong: a digest of the bytes, so that whoever asks again with If-None-Match is sent
 * nothing where nothing changed. SHA-1, the fastest that GLib has: a tag tells answers apart, it proves nothing. Pure.
 */
#include <glib.h>

/* In its quotes. Caller frees. */
char *etag_of(gconstpointer bytes, gsize size);

/* Whether the header If-None-Match (NULL: there is none) has it, alone, in a list, as a weak one, or as "*". */
gboolean etag_is_known(const char *if_none_match, const char *etag);
