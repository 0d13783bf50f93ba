/* What is read of Lua's text: tokens, and which names are whose. */
#include "unit.h"

#include "policy/syntax.h"

/* The tokens with a blank between them. */
static char *tokens_of(const char *text)
{
  struct script *script = script_new(text, strlen(text));
  GString *all = g_string_new(NULL);
  for (guint i = 0; script_token(script, i)->kind != TOKEN_END; i++) {
    g_autofree char *token = token_text(script, i);
    g_string_append_printf(all, "%s%s", i > 0 ? " " : "", token);
  }
  script_free(script);
  return g_string_free(all, FALSE);
}

static void comments_and_blanks_are_no_tokens(void **state)
{
  (void)state;
  assert_owned_string_equal(tokens_of("a -- b\n--[[ c ]] d --[==[ e ]] f\n]==]g--[ h ]]\ni"), "a d g i");
  assert_owned_string_equal(tokens_of("--[[ never closed"), "");
  assert_owned_string_equal(tokens_of(""), "");
}

static void strings_hold_what_looks_like_code(void **state)
{
  (void)state;
  assert_owned_string_equal(tokens_of("x='a < b' ..\"\\\"--\"..[[\n]=]--[[ ]]y"), "x = 'a < b' .. \"\\\"--\" .. [[\n]=]--[[ ]] y");
  assert_owned_string_equal(tokens_of("[=[ ]] ]=] z"), "[=[ ]] ]=] z");
  assert_owned_string_equal(tokens_of("'a\\z  \n  b' c"), "'a\\z  \n  b' c");
  assert_owned_string_equal(tokens_of("'a\\\nb' c"), "'a\\\nb' c");
  assert_owned_string_equal(tokens_of("'never closed\nb"), "'never closed b");
}

static void numbers_and_symbols_are_cut_as_lua_cuts_them(void **state)
{
  (void)state;
  assert_owned_string_equal(tokens_of("1 0x.1p-4 3e+2-.5 a.b 7//2 a..b ...~=x<=y<<2::l::"),
                            "1 0x.1p-4 3e+2 - .5 a . b 7 // 2 a .. b ... ~= x <= y << 2 :: l ::");
  assert_owned_string_equal(tokens_of("0xE-1"), "0xE - 1");
}

static void strings_say_what_is_between_their_quotes(void **state)
{
  (void)state;
  static const char text[] = "'a' \"b\" [[\nc]] [==[d]==] '\\n' e 5";
  struct script *script = script_new(text, strlen(text));
  assert_owned_string_equal(token_string(script, 0), "a");
  assert_owned_string_equal(token_string(script, 1), "b");
  assert_owned_string_equal(token_string(script, 2), "c");
  assert_owned_string_equal(token_string(script, 3), "d");
  assert_null(token_string(script, 4));
  assert_null(token_string(script, 5));
  assert_null(token_string(script, 6));
  assert_int_equal(script_token(script, 3)->line, 2);
  assert_int_equal(script_token(script, 3)->column, 5);
  assert_owned_string_equal(script_line(script, 2), "c]] [==[d]==] '\\n' e 5");
  assert_owned_string_equal(script_line(script, 3), "");
  script_free(script);
}

/* The globals that are read, and with '=' those that are assigned. */
static char *globals_of(const char *text)
{
  struct script *script = script_new(text, strlen(text));
  struct syntax *syntax = syntax_new(script);
  assert_non_null(syntax);
  GString *all = g_string_new(NULL);
  for (guint i = 0; i < syntax->variables->len; i++) {
    const struct variable_use *variable = &g_array_index(syntax->variables, struct variable_use, i);
    g_autofree char *name = token_text(script, variable->token);
    if (variable->declaration == SYNTAX_NONE)
      g_string_append_printf(all, "%s%s%s", all->len > 0 ? " " : "", name, variable->is_assigned ? "=" : "");
  }
  syntax_free(syntax);
  script_free(script);
  return g_string_free(all, FALSE);
}

static void names_belong_to_the_nearest_declaration(void **state)
{
  (void)state;
  assert_owned_string_equal(globals_of("local a = a; return a"), "a");
  assert_owned_string_equal(globals_of("local function f(x, ...) return f(x, y, ...) end f() g()"), "y g");
  assert_owned_string_equal(globals_of("for i = i, n do local x = i end return i, x"), "i n i x");
  assert_owned_string_equal(globals_of("for k, v in pairs(k) do print(k, v) end return v"), "pairs k print v");
  assert_owned_string_equal(globals_of("repeat local done = f() until done return done"), "f done");
  assert_owned_string_equal(globals_of("if a then local b = 1 elseif b then local c else c = b end"), "a b c= b");
  assert_owned_string_equal(globals_of("do local a <const>, b <close> = 1, nil; a() end a()"), "a");
  assert_owned_string_equal(globals_of("while a do local a = 1 break end goto over; ::over:: return a;"), "a a");
}

static void fields_and_methods_are_no_variables(void **state)
{
  (void)state;
  assert_owned_string_equal(globals_of("return { a = b, [c] = d, e, f.g:h(i)[j] 'k', { l = m } }"), "b c d e f i j m");
  assert_owned_string_equal(globals_of("a.b, c, d[e] = 1, 2, 3"), "a c= d e");
  assert_owned_string_equal(globals_of("function a() end function b.c:d(self) return self end"), "a= b");
  assert_owned_string_equal(globals_of("local s = ('x'):rep(n) .. #t .. -u .. not w; s:f{v}"), "n t u w v");
  assert_owned_string_equal(globals_of("local t = {} t.x = function(y) return y, z end"), "z");
}

static void returns_and_fields_are_found_with_their_places(void **state)
{
  (void)state;
  static const char text[] = "return { needs = { a = 1 }, ['evaluate'] = function(s, t)\n"
                             "  if s then return nil, t.why or 'x' end\n"
                             "  return\nend }";
  struct script *script = script_new(text, strlen(text));
  struct syntax *syntax = syntax_new(script);
  guint needs = syntax_field(syntax, SYNTAX_NONE, "needs");
  assert_int_not_equal(needs, SYNTAX_NONE);
  assert_int_not_equal(syntax_field(syntax, needs, "a"), SYNTAX_NONE);
  assert_int_equal(syntax_field(syntax, SYNTAX_NONE, "a"), SYNTAX_NONE);
  assert_int_not_equal(syntax_field(syntax, SYNTAX_NONE, "evaluate"), SYNTAX_NONE);
  assert_int_equal(syntax->functions->len, 2);
  assert_int_equal(syntax->returns->len, 4); /* nil, its reason, the bare one, and the table */
  const struct return_value *why = &g_array_index(syntax->returns, struct return_value, 1);
  const struct return_value *bare = &g_array_index(syntax->returns, struct return_value, 2);
  g_autofree char *first = token_text(script, why->first), *last = token_text(script, why->last - 1);
  assert_int_equal(why->nth, 1);
  assert_int_equal(why->function, 1);
  assert_string_equal(first, "t");
  assert_string_equal(last, "'x'");
  assert_int_equal(bare->first, bare->last);
  assert_int_equal(script_token(script, bare->statement)->line, 3);
  syntax_free(syntax);
  script_free(script);
}

static void what_is_no_lua_has_no_syntax(void **state)
{
  (void)state;
  static const char *const texts[] = {"return {", "if", "local", "f(", "end", "for", "function", "x = ", "return return"};
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
    struct script *script = script_new(texts[i], strlen(texts[i]));
    assert_null(syntax_new(script));
    script_free(script);
  }
}

/* A check reads files that Lua has not compiled. */
static void nesting_is_bounded(void **state)
{
  (void)state;
  static const char *const openings[] = {"return ", "x = {", "f(", "do ", "function f() ", "if a then ", "a = #{["};
  for (gsize i = 0; i < G_N_ELEMENTS(openings); i++) {
    GString *text = g_string_new(NULL);
    for (guint n = 0; n < 100000; n++)
      g_string_append(text, i == 0 && n > 0 ? "(" : openings[i]);
    struct script *script = script_new(text->str, text->len);
    assert_null(syntax_new(script));
    script_free(script);
    g_string_free(text, TRUE);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(comments_and_blanks_are_no_tokens),
      cmocka_unit_test(strings_hold_what_looks_like_code),
      cmocka_unit_test(numbers_and_symbols_are_cut_as_lua_cuts_them),
      cmocka_unit_test(strings_say_what_is_between_their_quotes),
      cmocka_unit_test(names_belong_to_the_nearest_declaration),
      cmocka_unit_test(fields_and_methods_are_no_variables),
      cmocka_unit_test(returns_and_fields_are_found_with_their_places),
      cmocka_unit_test(what_is_no_lua_has_no_syntax),
      cmocka_unit_test(nesting_is_bounded),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
