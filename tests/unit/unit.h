#pragma once
/*
 * What every unit test includes: cmocka with the headers it wants, and assertions for GError.
 */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define assert_no_error(error)                                                                           \
  do {                                                                                                   \
    if (error)                                                                                           \
      fail_msg("unexpected error: %s", (error)->message);                                                \
  } while (0)

#define assert_error_says(error, text)                                                                   \
  do {                                                                                                   \
    assert_non_null(error);                                                                              \
    if (!strstr((error)->message, text))                                                                 \
      fail_msg("the error says \"%s\", not \"%s\"", (error)->message, text);                             \
  } while (0)

/* Compares a string that the caller owns and frees it. */
#define assert_owned_string_equal(owned, expected)                                                       \
  do {                                                                                                   \
    g_autofree char *owned_string = (owned);                                                             \
    assert_string_equal(owned_string, expected);                                                         \
  } while (0)
