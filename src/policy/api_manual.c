/* The rows of the policy language as entries of a list in provost-policy(7). */
#include "policy/api.h"

#include <string.h>

#define LINE_WIDTH 100
#define CLOSING ".,;:)" /* what mdoc sets behind a word of a macro without a blank */

struct writer {
  GString *text;
  gsize line; /* where the current line begins */
};

static gboolean is_at_start(const struct writer *writer)
{
  return writer->text->len == writer->line;
}

static void end_line(struct writer *writer)
{
  if (is_at_start(writer))
    return;
  g_string_append_c(writer->text, '\n');
  writer->line = writer->text->len;
}

static void put_word(struct writer *writer, const char *word)
{
  if (!is_at_start(writer) && writer->text->len - writer->line + strlen(word) >= LINE_WIDTH)
    end_line(writer);
  if (!is_at_start(writer))
    g_string_append_c(writer->text, ' ');
  g_string_append(writer->text, word);
  if (g_str_has_suffix(word, "."))
    end_line(writer);
}

/* "provost.yaml" becomes \(dqprovost.yaml\(dq; with blanks it must be one argument. */
static void put_literal(struct writer *writer, const char *code)
{
  g_auto(GStrv) parts = g_strsplit(code, "\"", -1);
  g_autofree char *escaped = g_strjoinv("\\(dq", parts);
  gboolean is_quoted = strchr(escaped, ' ') != NULL;
  g_string_append_printf(writer->text, is_quoted ? "\"%s\"" : "%s", escaped);
}

/* Text between pieces of code: what closes behind the one before stays with it. */
static void put_text(struct writer *writer, const char *text, gboolean *opens)
{
  for (; *text && strchr(CLOSING, *text); text++)
    g_string_append_printf(writer->text, " %c", *text);
  g_auto(GStrv) paragraphs = g_strsplit(text, "\n\n", -1);
  *opens = g_str_has_suffix(text, " (");
  for (char **paragraph = paragraphs; *paragraph; paragraph++) {
    end_line(writer);
    if (paragraph != paragraphs)
      g_string_append(writer->text, ".Pp");
    end_line(writer);
    g_auto(GStrv) words = g_strsplit(*paragraph, " ", -1);
    for (char **word = words; *word; word++)
      if (**word && !(*opens && !paragraph[1] && !word[1]))
        put_word(writer, *word);
  }
}

static void put_sentence(struct writer *writer, const char *sentence)
{
  g_auto(GStrv) pieces = g_strsplit(sentence, "`", -1);
  gboolean opens = FALSE;
  for (guint i = 0; pieces[i]; i++) {
    if (i % 2 == 0) {
      put_text(writer, pieces[i], &opens);
      continue;
    }
    end_line(writer);
    g_string_append(writer->text, opens ? ".Li ( " : ".Li ");
    put_literal(writer, pieces[i]);
  }
  end_line(writer);
}

/* A field that not all have is named with whose it is. */
static void put_field(struct writer *writer, const struct api_row *row)
{
  g_string_append(writer->text, ".It ");
  if ((row->owners & OF_SUBJECT) == OF_SUBJECT) {
    g_string_append_printf(writer->text, "Va %s", row->name);
    return;
  }
  const char *separator = "";
  for (guint kind = 0; kind <= SUBJECT_KINDS; kind++)
    if (row->owners & (1u << kind)) {
      const char *owner = kind == SUBJECT_KINDS ? "part" : subject_kind_name(kind);
      g_string_append_printf(writer->text, "%sVa %s.%s", separator, owner, row->name);
      separator = " , ";
    }
}

char *api_manual(guint owners, gboolean functions)
{
  struct writer writer = {g_string_new(NULL), 0};
  for (guint id = 0; id < API_ROWS; id++) {
    const struct api_row *row = api_row(id);
    if (!(row->owners & owners) || (row->call != NULL) != functions)
      continue;
    if (functions) {
      g_string_append(writer.text, ".It Li ");
      put_literal(&writer, row->call);
    } else {
      put_field(&writer, row);
    }
    end_line(&writer);
    put_sentence(&writer, row->sentence);
  }
  return g_string_free(writer.text, FALSE);
}
