/*
 * listener_html.c - a page of the loopback listener as HTML
 */
#include "net/http/listener_html.h"

#include <string.h>

#include <sodium.h>

#include "base/utf8.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */
#define HASH_TEXT   sodium_base64_ENCODED_LEN(crypto_hash_sha256_BYTES, 1)

/* Each colour of text has a contrast of 4.5 and more (WCAG 2.2, 1.4.3). */
static const char style[] =
    ":root{color-scheme:light dark;--page:#eef1f5;--card:#fff;--line:#d4dae2;"
    "--text:#1b2129;--soft:#56616e;--mark:#1a7f37}"
    ".bad{--mark:#b3261e}"
    "@media(prefers-color-scheme:dark){"
    ":root{--page:#0f1318;--card:#1a2028;--line:#36404c;--text:#e8ecf1;"
    "--soft:#a3aebb;--mark:#4ac26b}.bad{--mark:#ff8f87}}"
    "*{box-sizing:border-box}"
    "body{margin:0;min-height:100vh;padding:1rem;display:flex;"
    "flex-direction:column;align-items:center;justify-content:center;"
    "background:var(--page);color:var(--text);"
    "font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}"
    "main{width:100%;max-width:32rem;padding:1.75rem;background:var(--card);"
    "border:1px solid var(--line);border-top:.3rem solid var(--mark);"
    "border-radius:.5rem}"
    "svg{display:block;width:2.5rem;height:2.5rem;color:var(--mark)}"
    "h1{margin:.75rem 0 0;font-size:1.5rem;line-height:1.25}"
    "dl,p{margin:1rem 0 0}"
    "dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1.25rem}"
    "dt{color:var(--soft)}"
    "dd{margin:0;font-weight:600}"
    ".why{padding-left:.75rem;border-left:.2rem solid var(--mark)}"
    "button{font:inherit;font-weight:600;padding:.5rem 1rem;color:var(--card);"
    "background:var(--text);border:1px solid;border-radius:.4rem}"
    "footer{margin-top:1rem;color:var(--soft);font-size:.875rem;"
    "text-align:center}";

static const char script[] = "document.forms[0].submit()";

/* In a circle: an arrow, a tick, or an exclamation mark. */
static const char form_mark[] = "M7.5 12h9M13 8.5l3.5 3.5-3.5 3.5";
static const char good_mark[] = "M7 12.5l3.5 3.5L17 9";
static const char bad_mark[] = "M12 7v6M12 16.5v.5";

/* As "data:", so that no favicon.ico is asked for. */
static const char icon[] =
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' "
    "viewBox='0 0 24 24' fill='none' stroke='%231a7f37' stroke-width='3'%3E"
    "%3Cpath d='M5 3l7 10 7-10'/%3E%3Crect x='8' y='13' width='8' "
    "height='8' rx='2'/%3E%3C/svg%3E";

static enum lanyard_error
add_texts(struct buf *buf, const char *const *texts)
{
	enum lanyard_error r = LANYARD_OK;

	for (; r == LANYARD_OK && *texts != NULL; texts++)
		r = buf_add_text(buf, *texts);
	return r;
}

/* TEXT may come from a server (error_description): no markup gets through. */
static enum lanyard_error
add_escaped(struct buf *buf, const char *text)
{
	enum lanyard_error r = LANYARD_OK;

	while (r == LANYARD_OK && *text != '\0') {
		size_t length = utf8_length(text, strnlen(text, 4));

		if (length == 0 || utf8_is_control(text))
			r = buf_add_text(buf, REPLACEMENT);
		else if (strchr("<>&\"'", *text) != NULL)
			r = buf_printf(buf, "&#%d;", *text);
		else
			r = buf_add(buf, text, length);
		text += length == 0 ? 1 : length;
	}
	return r;
}

/* BEFORE, TEXT escaped, AFTER; nothing where TEXT is NULL. */
static enum lanyard_error
add_element(
    struct buf *buf, const char *before, const char *text, const char *after)
{
	enum lanyard_error r;

	if (text == NULL)
		return LANYARD_OK;
	if ((r = buf_add_text(buf, before)) != LANYARD_OK ||
	    (r = add_escaped(buf, text)) != LANYARD_OK)
		return r;
	return buf_add_text(buf, after);
}

static enum lanyard_error
add_facts(struct buf *buf, const struct listener_page *page)
{
	enum lanyard_error r = LANYARD_OK;
	bool any = false;

	for (size_t i = 0; r == LANYARD_OK && i < LISTENER_PAGE_FACTS; i++) {
		const struct listener_fact *fact = &page->facts[i];

		if (fact->name == NULL || fact->value == NULL)
			continue;
		if ((r = add_element(buf, any ? "<dt>" : "<dl>\n<dt>",
			 fact->name, "</dt>")) == LANYARD_OK)
			r = add_element(
			    buf, "<dd><bdi>", fact->value, "</bdi></dd>\n");
		any = true;
	}
	return r == LANYARD_OK && any ? buf_add_text(buf, "</dl>\n") : r;
}

static enum lanyard_error
add_form(struct buf *buf, const struct listener_form *form)
{
	const char *const end[] = {"<script>", script, "</script>\n", NULL};
	enum lanyard_error r;

	if (form == NULL)
		return LANYARD_OK;
	if ((r = add_element(buf, "<form method=\"post\" action=\"",
		 form->action, "\">\n")) != LANYARD_OK ||
	    (r = add_element(buf, "<input type=\"hidden\" name=\"", form->name,
		 "\"")) != LANYARD_OK ||
	    (r = add_element(buf, " value=\"", form->value, "\">\n")) !=
		LANYARD_OK ||
	    (r = add_element(buf, "<p><button>", form->button,
		 "</button></p>\n</form>\n")) != LANYARD_OK)
		return r;
	return add_texts(buf, end);
}

static enum lanyard_error
add_head(struct buf *buf, const struct listener_page *page)
{
	const char *const texts[] = {
	    "<meta name=\"viewport\" content=\"width=device-width, "
	    "initial-scale=1\">\n"
	    "<meta name=\"color-scheme\" content=\"light dark\">\n"
	    "<link rel=\"icon\" href=\"",
	    icon, "\">\n<style>", style,
	    "</style>\n</head>\n<body>\n<main class=\"",
	    page->good ? "good" : "bad",
	    "\">\n<svg aria-hidden=\"true\" viewBox=\"0 0 24 24\" "
	    "fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\" "
	    "stroke-linecap=\"round\"><circle cx=\"12\" cy=\"12\" r=\"10\"/>"
	    "<path d=\"",
	    page->form != NULL ? form_mark
	    : page->good       ? good_mark
			       : bad_mark,
	    "\"/></svg>\n", NULL};
	enum lanyard_error r;

	r = add_element(buf,
	    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n<title>",
	    page->heading, " - Lanyard</title>\n");
	return r == LANYARD_OK ? add_texts(buf, texts) : r;
}

enum lanyard_error
listener_html_write(struct buf *buf, const struct listener_page *page)
{
	enum lanyard_error r;

	if ((r = add_head(buf, page)) != LANYARD_OK ||
	    (r = add_element(buf, "<h1>", page->heading, "</h1>\n")) !=
		LANYARD_OK ||
	    (r = add_facts(buf, page)) != LANYARD_OK ||
	    (r = add_element(buf, "<p class=\"why\"><bdi>", page->reason,
		 "</bdi></p>\n")) != LANYARD_OK ||
	    (r = add_element(buf, "<p>", page->text, "</p>\n")) != LANYARD_OK ||
	    (r = add_form(buf, page->form)) != LANYARD_OK)
		return r;
	return buf_add_text(buf,
	    "</main>\n<footer>Shown by Lanyard on this computer</footer>\n"
	    "</body>\n</html>\n");
}

/* DIRECTIVE and the hash of TEXT, the inside of an element. */
static enum lanyard_error
add_hash(struct buf *buf, const char *directive, const char *text)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	char shown[HASH_TEXT];

	crypto_hash_sha256(hash, (const unsigned char *)text, strlen(text));
	sodium_bin2base64(shown, sizeof(shown), hash, sizeof(hash),
	    sodium_base64_VARIANT_ORIGINAL);
	return buf_printf(buf, "; %s 'sha256-%s'", directive, shown);
}

/*
 * Where a form may go is its scheme, not its host: browsers hold a redirect to
 * it as well, and a server may send whoever has not signed in to another.
 */
enum lanyard_error
listener_html_policy(struct buf *buf, const struct listener_page *page)
{
	const struct listener_form *form = page != NULL ? page->form : NULL;
	const char *target = "'none'";
	enum lanyard_error r;

	if (form != NULL)
		target = strncmp(form->action, "https:", 6) == 0 ? "https:"
								 : "http:";
	r = buf_printf(buf,
	    "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
	    "form-action %s",
	    target);
	if (r == LANYARD_OK && page != NULL) {
		if ((r = buf_add_text(buf, "; img-src data:")) == LANYARD_OK)
			r = add_hash(buf, "style-src", style);
	}
	if (r == LANYARD_OK && form != NULL)
		r = add_hash(buf, "script-src", script);
	return r;
}
