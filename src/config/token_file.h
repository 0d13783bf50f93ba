#pragma once
/*
 * The tokens of those who come over TCP: a secret file (config/secret_file.h) with a line "NAME ROLE SHA256" for each, '#' before a
 * remark. It holds digests only, so who reads a copy of it has no token. Blocks on the disk.
 */
#include "model/access.h"

/* struct access_token, perhaps none, or NULL with a sentence that quotes nothing of the file. Caller unrefs. */
GPtrArray *token_file_read(const char *path, GError **error);
