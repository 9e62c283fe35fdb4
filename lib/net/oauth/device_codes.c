/*
 * device_codes.c - the codes, URLs and times of a device authorization reply
 */
#include "net/oauth/device_codes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/url.h"
#include "net/oauth/reply_life.h"
#include "os/clock.h"

#define INTERVAL_S     INT64_C(5) /* 3.2: unless the server says other */
#define INTERVAL_MIN_S INT64_C(1)
#define INTERVAL_MAX_S INT64_C(300)
#define EXPIRES_IN_S   900 /* required in 3.2, but not all send it */

/*
 * A URL that a person can be shown and a browser given. A page made by a script
 * often has its name in the fragment, which url_parse() refuses: it sees a
 * query of the same characters.
 */
static bool
is_showable(char *text)
{
	char *fragment = strchr(text, '#');
	enum lanyard_error r;
	struct url url;
	bool good;

	if (fragment != NULL)
		*fragment = '?';
	r = url_parse(&url, text);
	if (fragment != NULL)
		*fragment = '#';
	if (r != LANYARD_OK)
		return false;
	/* "https://bank.example@evil.example" would deceive whoever reads it.
	 */
	good = url_is_web(&url) && url.user == NULL;
	url_clear(&url);
	return good;
}

static char *
take_uri(const struct reply *reply, const char *name)
{
	char *text = reply_prose(reply, name);

	if (text != NULL && is_showable(text))
		return text;
	free(text);
	return NULL;
}

/* An interval of no time at all would be no interval. */
static int64_t
take_interval_s(const struct reply *reply, int64_t life_s)
{
	int64_t value;

	if (!reply_integer(reply, "interval", &value) || value < 0)
		return INTERVAL_S;
	/* A poll has to come before the end. */
	if (value >= life_s)
		value = life_s / 4;
	if (value > INTERVAL_MAX_S)
		return INTERVAL_MAX_S;
	return value > INTERVAL_MIN_S ? value : INTERVAL_MIN_S;
}

/* What does not say how long it lives may have fifteen minutes. */
static int64_t
take_life_s(const struct reply *reply)
{
	int64_t value = reply_life_s(reply, clock_now());

	if (value <= 0)
		return EXPIRES_IN_S;
	return value < DEVICE_CODE_MAX_S ? value : DEVICE_CODE_MAX_S;
}

/* Name what DEVICE lacks of the reply of HOST with STATUS. */
static enum lanyard_error
check_codes(const struct device *device, int status, const char *host,
    struct error *error)
{
	const struct {
		bool there;
		const char *name;
	} parts[] = {
	    {secret_is_set(&device->device_code), "device_code"},
	    {device->user_code != NULL, "user_code"},
	    {device->verification_uri != NULL, "verification_uri"},
	};
	char text[64] = "";
	size_t i, size;

	for (i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		size = strlen(text);
		if (!parts[i].there)
			(void)snprintf(text + size, sizeof(text) - size, "%s%s",
			    size > 0 ? ", " : "", parts[i].name);
	}
	if (*text == '\0')
		return LANYARD_OK;
	return error_set(error, LANYARD_ERR_SERVER,
	    "%s answered %d without a usable %s", host, status, text);
}

enum lanyard_error
device_codes_take(struct device *device, const struct reply *reply, int status,
    const char *host, struct error *error)
{
	int64_t now_ms = clock_monotonic_ms();
	int64_t life_s = take_life_s(reply);
	enum lanyard_error r;
	size_t count;

	r = reply_word(
	    reply, "device_code", NULL, &device->device_code, &count);
	if (r != LANYARD_OK)
		return error_memory(error);
	device->user_code = reply_text(reply, "user_code");
	device->verification_uri = take_uri(reply, "verification_uri");
	/* Google's name for it, from a draft. */
	if (device->verification_uri == NULL)
		device->verification_uri = take_uri(reply, "verification_url");
	device->verification_uri_complete =
	    take_uri(reply, "verification_uri_complete");
	device->interval_ms = 1000 * take_interval_s(reply, life_s);
	device->next_poll_ms = now_ms + device->interval_ms;
	device->expires_at_ms = now_ms + 1000 * life_s;
	return check_codes(device, status, host, error);
}
