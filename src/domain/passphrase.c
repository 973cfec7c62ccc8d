#include "domain/passphrase.h"

#include <string.h>

#define NAME_WORD  ((size_t)4)
#define LOCAL_WORD ((size_t)3)

const struct passphrase_rule passphrase_default = {
    .least = PASSPHRASE_LEAST,
    .most = PASSPHRASE_MOST,
    .asked = PASSPHRASE_BIT(PASSPHRASE_UPPER) |
	     PASSPHRASE_BIT(PASSPHRASE_LOWER) |
	     PASSPHRASE_BIT(PASSPHRASE_DIGIT) | PASSPHRASE_BIT(PASSPHRASE_SIGN),
};

#define ALWAYS                                 \
	(PASSPHRASE_BIT(PASSPHRASE_LENGTH) |   \
	    PASSPHRASE_BIT(PASSPHRASE_TYPED) | \
	    PASSPHRASE_BIT(PASSPHRASE_OWN) | PASSPHRASE_BIT(PASSPHRASE_GUESS))

const char *
passphrase_part_name(enum passphrase_part part)
{
	static const char *const names[PASSPHRASE_PARTS] = {
	    [PASSPHRASE_LENGTH] = "panjang",
	    [PASSPHRASE_UPPER] = "besar",
	    [PASSPHRASE_LOWER] = "kecil",
	    [PASSPHRASE_DIGIT] = "angka",
	    [PASSPHRASE_SIGN] = "tanda",
	    [PASSPHRASE_TYPED] = "ketikan",
	    [PASSPHRASE_OWN] = "data_sendiri",
	    [PASSPHRASE_GUESS] = "tebakan",
	};

	return names[part];
}

static bool
is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool
is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A space is one inside, but not at an end, where it is lost unseen. */
static bool
is_sign(char c)
{
	return c >= ' ' && c <= '~' && !is_upper(c) && !is_lower(c) &&
	       !is_digit(c);
}

static char
lower(char c)
{
	return is_upper(c) ? (char)(c - 'A' + 'a') : c;
}

/* --- the owner ---------------------------------------------------------- */

static void
add_word(struct passphrase_words *w, const char *s, size_t n, size_t least)
{
	char *to;

	if (n < least || n >= PASSPHRASE_WORD || w->n == PASSPHRASE_WORDS)
		return;
	to = w->v[w->n++];
	for (size_t i = 0; i < n; i++)
		to[i] = lower(s[i]);
	to[n] = '\0';
}

static void
add_name(struct passphrase_words *w, const char *name)
{
	char whole[PASSPHRASE_WORD];
	struct str rest = str_of(name);
	size_t n = 0;

	for (const char *p = name; *p; p++)
		if (*p != ' ' && n < sizeof(whole))
			whole[n++] = *p;
	add_word(w, whole, n, NAME_WORD);
	while (rest.n > 0) {
		struct str word = str_cut(&rest, ' ');

		while (word.n > 0 && strchr(".,'", word.p[word.n - 1]))
			word.n--;
		if (word.n < n)
			add_word(w, word.p, word.n, NAME_WORD);
	}
}

void
passphrase_words(
    struct passphrase_words *w, const struct passphrase_owner *owner)
{
	w->n = 0;
	if (owner->nik)
		add_word(w, owner->nik, strlen(owner->nik), NAME_WORD);
	if (owner->nip)
		add_word(w, owner->nip, strlen(owner->nip), NAME_WORD);
	if (owner->email)
		add_word(
		    w, owner->email, strcspn(owner->email, "@"), LOCAL_WORD);
	if (owner->name)
		add_name(w, owner->name);
}

static bool
has_at(struct str s, size_t at, const char *word)
{
	size_t n = strlen(word);

	if (n > s.n - at)
		return false;
	for (size_t i = 0; i < n; i++)
		if (lower(s.p[at + i]) != word[i])
			return false;
	return true;
}

static bool
has_word(struct str s, const char *word)
{
	for (size_t i = 0; i < s.n; i++)
		if (has_at(s, i, word))
			return true;
	return false;
}

static bool
has_own(const struct passphrase_words *w, struct str s)
{
	for (size_t i = 0; i < w->n; i++)
		if (has_word(s, w->v[i]))
			return true;
	return false;
}

/* --- the rule ----------------------------------------------------------- */

static bool
is_typed(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < ' ' || s.p[i] > '~')
			return false;
	return s.n == 0 || (s.p[0] != ' ' && s.p[s.n - 1] != ' ');
}

static bool
has_any(struct str s, bool (*is)(char c))
{
	for (size_t i = 0; i < s.n; i++)
		if (is(s.p[i]))
			return true;
	return false;
}

unsigned
passphrase_check(const struct passphrase_rule *r,
    const struct passphrase_words *w, struct str s)
{
	const bool broken[PASSPHRASE_PARTS] = {
	    [PASSPHRASE_LENGTH] = s.n < r->least || s.n > r->most,
	    [PASSPHRASE_UPPER] = !has_any(s, is_upper),
	    [PASSPHRASE_LOWER] = !has_any(s, is_lower),
	    [PASSPHRASE_DIGIT] = !has_any(s, is_digit),
	    [PASSPHRASE_SIGN] = !has_any(s, is_sign),
	    [PASSPHRASE_TYPED] = !is_typed(s),
	    [PASSPHRASE_OWN] = has_own(w, s),
	    [PASSPHRASE_GUESS] = passphrase_strength(s) == 0,
	};
	unsigned set = 0;

	for (unsigned i = 0; i < PASSPHRASE_PARTS; i++)
		if (broken[i])
			set |= PASSPHRASE_BIT(i);
	return set & (r->asked | ALWAYS);
}

/* --- its strength ------------------------------------------------------- */

/* Tenths of a bit for each character, by the kinds that are in it: the
 * logarithm of 26, 26, 10 and 33 or of their sums. */
static unsigned
tenths(struct str s)
{
	static const unsigned by_kinds[16] = {
	    0, 47, 47, 57, 33, 52, 52, 60, 50, 59, 59, 64, 54, 61, 61, 66};

	return by_kinds[(has_any(s, is_lower) ? 1u : 0) +
			(has_any(s, is_upper) ? 2u : 0) +
			(has_any(s, is_digit) ? 4u : 0) +
			(has_any(s, is_sign) ? 8u : 0)];
}

/* What everybody tries first: such a word counts as two characters. */
static size_t
common_at(struct str s, size_t at)
{
	static const char *const words[] = {"password", "passphrase",
	    "passw0rd", "p@ssw0rd", "p@ssword", "rahasia", "indonesia",
	    "bismillah", "merdeka", "jakarta", "qwerty", "asdfgh", "zxcvbn",
	    "1q2w3e", "admin", "sandi", "sayang", "cinta", "welcome", "letmein",
	    "bsre", "bssn"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (has_at(s, at, words[i]))
			return strlen(words[i]);
	return 0;
}

/* It goes on as it came: "aaa", "abc", "987". */
static bool
is_run(struct str s, size_t i)
{
	int step = i > 1 ? lower(s.p[i]) - lower(s.p[i - 1]) : 9;

	return step >= -1 && step <= 1 &&
	       lower(s.p[i - 1]) - lower(s.p[i - 2]) == step;
}

/* What stands there has stood before, three characters of it at least. */
static bool
is_again(struct str s, size_t i)
{
	if (i < 3 || i + 3 > s.n)
		return false;
	for (size_t k = 0; k + 3 <= i; k++)
		if (memcmp(s.p + k, s.p + i, 3) == 0)
			return true;
	return false;
}

int
passphrase_strength(struct str s)
{
	static const unsigned reach[] = {360, 480, 600, 720}; /* tenths */
	unsigned count = 0, bits;
	int strength = 0;

	for (size_t i = 0; i < s.n;) {
		size_t word = common_at(s, i);

		if (word > 0) {
			count += 2;
			i += word;
		} else if (is_again(s, i)) {
			i += 3;
		} else {
			count += is_run(s, i) ? 0 : 1;
			i++;
		}
	}
	bits = count * tenths(s);
	while (strength < 4 && bits >= reach[strength])
		strength++;
	return strength;
}
