#include "policy/mutant.h"

#include "base/quantity.h"

#include <stdlib.h>
#include <string.h>

/* Below these a number is changed by one; from them on, by one is too little to be noticed. */
#define EXACT_MAX 1000   /* of thresholds: defaults and what is compared */
#define CONSTANT_MAX 100 /* of others */

struct breeder {
  const struct syntax *syntax;
  const struct script *script;
  const struct field_text *needs, *settings, *every; /* NULL where the policy has none */
  guint settings_index;
  GPtrArray *mutants;
};

struct swap {
  const char *from, *to, *kind;
};

static const struct swap operator_swaps[] = {
    {"<", "<=", "comparison"},  {"<=", "<", "comparison"},  {">", ">=", "comparison"}, {">=", ">", "comparison"},
    {"==", "~=", "comparison"}, {"~=", "==", "comparison"}, {"and", "or", "logic"},    {"or", "and", "logic"},
    {"+", "-", "arithmetic"},   {"-", "+", "arithmetic"},   {"*", "/", "arithmetic"},  {"/", "*", "arithmetic"},
};

static const struct swap severity_swaps[] = {
    {"info", "warning", "severity"}, {"warning", "critical", "severity"}, {"critical", "warning", "severity"}};

/* Factors between units: only where something is multiplied or divided. */
static const struct swap factor_swaps[] = {
    {"60", "3600", "unit"},   {"3600", "60", "unit"}, {"86400", "3600", "unit"}, {"1000", "1024", "unit"},
    {"1024", "1000", "unit"}, {"8", "1", "unit"},     {"100", "1", "unit"},
};

static const struct swap span_swaps[] = {{"s", "m", "unit"}, {"m", "h", "unit"}, {"m", "s", "unit"},
                                         {"h", "d", "unit"}, {"h", "m", "unit"}, {"d", "h", "unit"}};

static void mutant_free(gpointer data)
{
  struct mutant *mutant = data;
  g_free(mutant->text);
  g_free(mutant);
}

/* Tokens from `first` up to before `last` become `text`, which is taken. */
static void breed(struct breeder *breeder, guint first, guint last, const char *kind, char *text)
{
  const struct token *from = script_token(breeder->script, first), *to = script_token(breeder->script, last - 1);
  struct mutant *mutant = g_new0(struct mutant, 1);
  *mutant = (struct mutant){from->start, to->start + to->length - from->start, text, from->line, from->column, kind};
  g_ptr_array_add(breeder->mutants, mutant);
}

static void breed_token(struct breeder *breeder, guint token, const char *kind, char *text)
{
  breed(breeder, token, token + 1, kind, text);
}

static void breed_operators(struct breeder *breeder)
{
  const GArray *operators = breeder->syntax->operators;
  for (guint i = 0; i < operators->len; i++)
    for (gsize j = 0; j < G_N_ELEMENTS(operator_swaps); j++)
      if (token_is(breeder->script, g_array_index(operators, guint, i), operator_swaps[j].from))
        breed_token(breeder, g_array_index(operators, guint, i), operator_swaps[j].kind,
                    g_strdup(operator_swaps[j].to));
}

/* Part of that key's value in a setting. */
static gboolean is_in_setting(const struct breeder *breeder, guint token, const char *key)
{
  const GArray *fields = breeder->syntax->fields;
  for (guint i = 0; breeder->settings && i < fields->len; i++) {
    const struct field_text *field = &g_array_index(fields, struct field_text, i);
    if (!field_holds(field, token) || field->parent == SYNTAX_NONE)
      continue;
    const struct field_text *setting = &g_array_index(fields, struct field_text, field->parent);
    if (setting->parent == breeder->settings_index && token_is(breeder->script, field->key, key))
      return TRUE;
  }
  return FALSE;
}

static gboolean is_factor(const struct breeder *breeder, guint token)
{
  const struct script *script = breeder->script;
  return token_is(script, token + 1, "*") || token_is(script, token + 1, "/") ||
         (token > 0 && (token_is(script, token - 1, "*") || token_is(script, token - 1, "/")));
}

/* FALSE: it is none that converts one unit to another. */
static gboolean breed_factor(struct breeder *breeder, guint token)
{
  for (gsize i = 0; is_factor(breeder, token) && i < G_N_ELEMENTS(factor_swaps); i++)
    if (token_is(breeder->script, token, factor_swaps[i].from)) {
      breed_token(breeder, token, "unit", g_strdup(factor_swaps[i].to));
      return TRUE;
    }
  return FALSE;
}

static gboolean is_compared(const struct breeder *breeder, guint token)
{
  static const char *const comparisons[] = {"<", "<=", ">", ">=", "==", "~="};
  for (gsize i = 0; i < G_N_ELEMENTS(comparisons); i++)
    if (token_is(breeder->script, token + 1, comparisons[i]) ||
        (token > 0 && token_is(breeder->script, token - 1, comparisons[i])))
      return TRUE;
  return FALSE;
}

/* One in the last digit that is written: 0.05 to 0.06. */
static double step_of(const char *text)
{
  const char *point = strchr(text, '.');
  double step = 1;
  for (gsize digits = point ? strspn(point + 1, "0123456789") : 0; digits > 0; digits--)
    step /= 10;
  return step;
}

static void breed_number(struct breeder *breeder, guint token)
{
  g_autofree char *text = token_text(breeder->script, token);
  char *end;
  double value = g_ascii_strtod(text, &end), step = step_of(text);
  gboolean is_default = is_in_setting(breeder, token, "default");
  gboolean is_exact = value < (is_default || is_compared(breeder, token) ? EXACT_MAX : CONSTANT_MAX);
  const double near[] = {value + step, value - step, value * 10}, far[] = {value * 10, value / 10};
  const double *others = is_exact ? near : far;
  gboolean is_first_byte = token > 1 && token_is(breeder->script, token - 1, "(") &&
                           token_is(breeder->script, token - 2, "sub");
  gboolean is_nothing = value == 0 && !is_default;
  for (gsize i = 0; !is_nothing && *end == '\0' && i < (is_exact ? G_N_ELEMENTS(near) : G_N_ELEMENTS(far)); i++) {
    char other[G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_formatd(other, sizeof other, "%.14g", others[i]);
    gboolean is_same = others[i] == value; /* ten times nothing */
    if (!is_same && !(is_first_byte && others[i] == 0))
      breed_token(breeder, token, "number", g_strdup(other));
  }
}

static guint64 seconds_of(const char *text)
{
  guint64 seconds = 0;
  return duration_parse(text, &seconds) ? seconds : 0;
}

/* `text` is what the string says: "5m". */
static void breed_span(struct breeder *breeder, guint token, const char *text)
{
  gsize digits = strspn(text, "0123456789");
  for (gsize i = 0; digits > 0 && i < G_N_ELEMENTS(span_swaps); i++) {
    if (strcmp(text + digits, span_swaps[i].from) != 0)
      continue;
    g_autofree char *number = g_strndup(text, digits), *other = g_strconcat(number, span_swaps[i].to, NULL);
    gboolean is_longer = seconds_of(other) > seconds_of(text);
    if (is_longer || !breeder->every || !field_holds(breeder->every, token))
      breed_token(breeder, token, "unit", g_strdup_printf("\"%s\"", other));
  }
}

static void breed_string(struct breeder *breeder, guint token)
{
  g_autofree char *text = token_string(breeder->script, token);
  if (!text || token_is(breeder->script, token + 1, "]")) /* a key */
    return;
  breed_span(breeder, token, text);
  for (gsize i = 0; i < G_N_ELEMENTS(severity_swaps); i++)
    if (strcmp(text, severity_swaps[i].from) == 0)
      breed_token(breeder, token, "severity", g_strdup_printf("\"%s\"", severity_swaps[i].to));
}

/* The function that is the value of the field `evaluate`. */
static gboolean is_evaluate(const struct breeder *breeder, guint function)
{
  guint field = syntax_field(breeder->syntax, SYNTAX_NONE, "evaluate");
  return field != SYNTAX_NONE &&
         g_array_index(breeder->syntax->fields, struct field_text, field).first + 1 ==
             g_array_index(breeder->syntax->functions, struct function_text, function).first;
}

static void breed_returns(struct breeder *breeder)
{
  const GArray *returns = breeder->syntax->returns;
  for (guint i = 0; i < returns->len; i++) {
    const struct return_value *value = &g_array_index(returns, struct return_value, i);
    if (value->first == value->last && is_evaluate(breeder, value->function))
      breed_token(breeder, value->statement, "reason", g_strdup("return nil, \"unknown\""));
    if (value->nth == 1 && token_is(breeder->script, value->first - 2, "nil") &&
        token_is(breeder->script, value->first - 3, "return"))
      breed(breeder, value->first - 1, value->last, "reason", g_strdup(""));
  }
}

static int compare_mutants(gconstpointer a, gconstpointer b)
{
  const struct mutant *one = *(struct mutant *const *)a, *other = *(struct mutant *const *)b;
  int order = (one->start > other->start) - (one->start < other->start);
  return order ? order : strcmp(one->text, other->text);
}

static const struct field_text *field_of(const struct syntax *syntax, const char *key)
{
  guint index = syntax_field(syntax, SYNTAX_NONE, key);
  return index == SYNTAX_NONE ? NULL : &g_array_index(syntax->fields, struct field_text, index);
}

GPtrArray *mutants_of(const struct syntax *syntax)
{
  struct breeder breeder = {
      .syntax = syntax,
      .script = syntax->script,
      .needs = field_of(syntax, "needs"),
      .settings = field_of(syntax, "settings"),
      .every = field_of(syntax, "every"),
      .settings_index = syntax_field(syntax, SYNTAX_NONE, "settings"),
      .mutants = g_ptr_array_new_with_free_func(mutant_free),
  };
  breed_operators(&breeder);
  breed_returns(&breeder);
  for (guint i = 0; i < syntax->script->tokens->len; i++) {
    enum token_kind kind = script_token(syntax->script, i)->kind;
    if (is_in_setting(&breeder, i, "min") || is_in_setting(&breeder, i, "max") ||
        (breeder.needs && field_holds(breeder.needs, i)))
      continue;
    if (kind == TOKEN_NUMBER && !breed_factor(&breeder, i))
      breed_number(&breeder, i);
    if (kind == TOKEN_STRING)
      breed_string(&breeder, i);
  }
  g_ptr_array_sort(breeder.mutants, compare_mutants);
  return breeder.mutants;
}

char *mutant_apply(const struct mutant *mutant, const struct script *script, gsize *length)
{
  GString *text = g_string_new_len(script->text, mutant->start);
  g_string_append(text, mutant->text);
  g_string_append_len(text, script->text + mutant->start + mutant->length,
                      (gssize)(script->length - mutant->start - mutant->length));
  *length = text->len;
  return g_string_free(text, FALSE);
}

char *mutant_line(const struct mutant *mutant, const struct script *script)
{
  gsize length;
  g_autofree char *text = mutant_apply(mutant, script, &length);
  const char *start = text + mutant->start + 1 - mutant->column;
  return g_strndup(start, strcspn(start, "\r\n"));
}

char *mutant_text(const struct mutant *mutant, const struct script *script)
{
  g_autofree char *before = g_strndup(script->text + mutant->start, mutant->length);
  return *mutant->text ? g_strdup_printf("%s instead of %s", mutant->text, before)
                       : g_strdup_printf("that \"%s\" is missing", before);
}
