/*
 * job_check.c - what a login needs of the network, tried
 */
#include "net/job/job_check.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/url.h"
#include "net/job/check_endpoint.h"
#include "net/job/check_redirect.h"
#include "net/job/check_token.h"
#include "net/job/job_parameters.h"
#include "net/job/network.h"
#include "net/oauth/client_tls.h"
#include "net/oauth/discovery.h"
#include "os/clock.h"
#include "session/entry.h"
#include "session/search.h"

#define CLOCK_OFF_S   60 /* as much as a token's margin */
#define CERTIFICATE_S (INT64_C(2) * 24 * 3600)
#define CLIENT_PART   10 /* of a client's, which is to be renewed then */

struct check {
	struct lanyard_session *session;
	const struct lanyard_job *job;
	const struct entry *entry;
	const struct login *login; /* the entry's */
	struct http *http;
	struct client_tls tls;
	struct metadata metadata;
	const char *token_endpoint; /* NULL: not known */
	struct endpoint_answer answer;
	bool unreachable; /* nobody else of them is asked then */
	enum lanyard_error result;
};

/* ---- what is told ---- */

static void
tell(struct check *check, const char *name, const char *value)
{
	if (check->result == LANYARD_OK)
		check->result = job_result(check->job, name, value);
}

static void
well(struct check *check, const char *what, const char *text)
{
	tell(check, what, text);
}

/* Well, and worth a line of its own. */
static void
note(struct check *check, const char *what, const char *text)
{
	tell(check, "note", what);
	tell(check, what, text);
}

/* Something is wrong: ERROR says what, and what mends it. */
static void
fault(struct check *check, const char *what, const struct error *error)
{
	tell(check, "fault", what);
	tell(check, what, error->message);
	if (error->hint[0] != '\0')
		tell(check, "next", error->hint);
}

/* To be run by hand where the network is the trouble. */
static void
hint_curl(struct error *error, const char *url)
{
	char host[HTTP_HOST_TEXT];

	http_host(url, host, sizeof(host));
	if (error->hint[0] == '\0')
		error_hint(error, "see why: curl -sSvo /dev/null %s://%s/",
		    strncmp(url, "http:", 5) == 0 ? "http" : "https", host);
}

/* ---- the metadata ---- */

static void
compare(struct check *check, const char *key, const char *configured,
    const char *advertised)
{
	struct error error = {0};

	if (configured == NULL || advertised == NULL ||
	    strcmp(configured, advertised) == 0)
		return;
	error_set(&error, LANYARD_ERR_CONFIG,
	    "%s is configured as %s, the metadata of %s have %s", key,
	    configured, check->login->issuer, advertised);
	error_hint(&error, "take %s out of login %s in lanyard.conf", key,
	    check->login->name);
	fault(check, "metadata", &error);
}

static void
compare_all(struct check *check)
{
	const struct login *login = check->login;
	const struct metadata *m = &check->metadata;

	compare(check, "authorization_endpoint", login->authorization_endpoint,
	    m->authorization_endpoint);
	compare(
	    check, "token_endpoint", login->token_endpoint, m->token_endpoint);
	compare(check, "device_authorization_endpoint",
	    login->device_authorization_endpoint,
	    m->device_authorization_endpoint);
	compare(check, "pushed_authorization_request_endpoint",
	    login->pushed_authorization_request_endpoint,
	    m->pushed_authorization_request_endpoint);
	compare(check, "revocation_endpoint", login->revocation_endpoint,
	    m->revocation_endpoint);
}

static void
check_metadata(struct check *check)
{
	const struct login *login = check->login;
	struct error error = {0};

	if (login->issuer == NULL)
		return;
	if (discovery_fetch(&check->metadata, check->http, login->issuer,
		login->token_endpoint != NULL, &error) != LANYARD_OK) {
		hint_curl(&error, login->issuer);
		fault(check, "metadata", &error);
		return;
	}
	well(check, "metadata", login->issuer);
	compare_all(check);
	if (login->tls_client_cert_file != NULL &&
	    metadata_use_aliases(&check->metadata, &error) != LANYARD_OK)
		fault(check, "metadata", &error);
	else if (check->token_endpoint == NULL)
		check->token_endpoint = check->metadata.token_endpoint;
}

/* ---- the endpoints ---- */

/* With allow_http: it was asked for, and is to be known all the same. */
static void
tell_endpoint(struct check *check, const char *what, const char *url)
{
	struct url parts;
	struct error error = {0};

	if (url_parse(&parts, url) != LANYARD_OK)
		return;
	if (strcmp(parts.scheme, "http") == 0 && !url_is_loopback(&parts)) {
		error_set(&error, LANYARD_ERR_CONFIG,
		    "%s: what is sent there goes in clear", url);
		note(check, what, error.message);
	} else
		well(check, what, url);
	url_clear(&parts);
}

static void
check_one(struct check *check, enum endpoint which, const char *url,
    bool configured, struct endpoint_answer *answer)
{
	const struct endpoint_check endpoint = {.session = check->session,
	    .http = check->http,
	    .login = check->login,
	    .certificate = &check->tls.certificate,
	    .endpoint = which,
	    .url = url,
	    .configured = configured};
	struct error error = {0};
	const char *what;

	if (url == NULL || check->unreachable || check->result != LANYARD_OK)
		return;
	if (check_endpoint(&endpoint, answer, &what, &error) != LANYARD_OK)
		check->result = LANYARD_ERR_MEMORY;
	else if (error.code == LANYARD_OK)
		tell_endpoint(check, what, url);
	else {
		check->unreachable = strcmp(what, "server") == 0;
		hint_curl(&error, url);
		fault(check, what, &error);
	}
}

/* Of the others those that a person has written down. */
static void
check_endpoints(struct check *check)
{
	const struct login *login = check->login;
	struct endpoint_answer unused;

	check_one(check, ENDPOINT_TOKEN, check->token_endpoint,
	    login->token_endpoint != NULL, &check->answer);
	check_one(check, ENDPOINT_AUTHORIZATION, login->authorization_endpoint,
	    true, &unused);
	check_one(check, ENDPOINT_DEVICE, login->device_authorization_endpoint,
	    true, &unused);
	check_one(check, ENDPOINT_PUSHED,
	    login->pushed_authorization_request_endpoint, true, &unused);
	check_one(check, ENDPOINT_REVOCATION, login->revocation_endpoint, true,
	    &unused);
}

/* ---- the access token ---- */

static void
check_active(struct check *check, int64_t deadline_ms)
{
	int64_t left_ms = deadline_ms - clock_monotonic_ms();
	struct error error = {0};
	const char *said;

	if (check->metadata.introspection_endpoint == NULL || left_ms <= 0 ||
	    check->result != LANYARD_OK)
		return;
	check->result =
	    check_token(check->session, check->entry, left_ms, &said, &error);
	if (error.code != LANYARD_OK)
		fault(check, "token", &error);
	else if (said != NULL)
		well(check, "token", said);
}

/* ---- what its answer tells beside that ---- */

static void
check_clock(struct check *check)
{
	int64_t off_s = check->answer.our_time - check->answer.server_time;
	struct error error = {0};
	char host[HTTP_HOST_TEXT];

	if (check->answer.server_time == 0)
		return;
	http_host(check->token_endpoint, host, sizeof(host));
	error_set(&error, LANYARD_ERR_SYSTEM,
	    "this machine's clock is %" PRId64 " s %s %s's",
	    off_s < 0 ? -off_s : off_s, off_s < 0 ? "behind" : "before", host);
	error_hint(&error, "sudo timedatectl set-ntp true");
	if (off_s > CLOCK_OFF_S || off_s < -CLOCK_OFF_S)
		fault(check, "clock", &error);
	else
		well(check, "clock", "as the server's");
}

static bool
write_day(char day[32], int64_t at)
{
	time_t time = (time_t)at;
	struct tm tm;

	return gmtime_r(&time, &tm) != NULL &&
	       strftime(day, 32, "%Y-%m-%d", &tm) != 0;
}

static void
check_certificate(struct check *check)
{
	struct error error = {0};
	char until[32], host[HTTP_HOST_TEXT];

	if (check->answer.certificate_end == 0 ||
	    !write_day(until, check->answer.certificate_end))
		return;
	http_host(check->token_endpoint, host, sizeof(host));
	error_set(&error, LANYARD_ERR_NETWORK,
	    "the certificate of %s is good until %s", host, until);
	error_hint(&error, "tell who runs %s", host);
	if (check->answer.certificate_end - session_now(check->session) <
	    CERTIFICATE_S)
		fault(check, "certificate", &error);
	else
		well(check, "certificate", error.message);
}

/* The client's own. False: it is not to be shown. */
static bool
check_client(struct check *check)
{
	const struct login *login = check->login;
	struct error error = {0};
	struct client_tls *tls = &check->tls;
	char until[32];

	if (client_tls_load(tls, login, &error) != LANYARD_OK) {
		fault(check, "certificate", &error);
		return false;
	}
	if (tls->certificate.file == NULL || !write_day(until, tls->ends_at))
		return true;
	error_set(&error, LANYARD_ERR_CONFIG,
	    "the client certificate in %s is good until %s",
	    login->tls_client_cert_file, until);
	error_hint(&error, "renew it: a new one in its place counts at once");
	if (tls->ends_at - session_now(check->session) <
	    (tls->ends_at - tls->begins_at) / CLIENT_PART)
		fault(check, "certificate", &error);
	else
		well(check, "certificate", error.message);
	return true;
}

static void
check_way_back(struct check *check)
{
	struct error error = {0};
	char said[ERROR_TEXT];
	bool aloud;

	if (check->login->grant_type != NULL)
		return;
	check_redirect(check->login, said, &aloud, &error);
	if (error.code != LANYARD_OK)
		fault(check, "redirect_uri", &error);
	else if (aloud)
		note(check, "redirect_uri", said);
	else
		well(check, "redirect_uri", said);
}

/* ---- all of it ---- */

static enum lanyard_error
run(struct check *check)
{
	const struct login *login = check->login;
	const char *first =
	    login->issuer != NULL ? login->issuer : login->token_endpoint;
	int64_t deadline_ms = clock_monotonic_ms() + check->job->timeout_ms;

	check->token_endpoint = login->token_endpoint;
	if (network_new_http(&check->http, check->session, login, first,
		deadline_ms) != LANYARD_OK) {
		if (check->session->error.code == LANYARD_ERR_MEMORY)
			return LANYARD_ERR_MEMORY;
		fault(check, "server", &check->session->error);
		error_clear(&check->session->error);
		check_way_back(check);
		return check->result;
	}
	check_metadata(check);
	if (check_client(check))
		check_endpoints(check);
	check_active(check, deadline_ms);
	check_clock(check);
	check_certificate(check);
	check_way_back(check);
	return check->result;
}

enum lanyard_error
job_check(struct lanyard_session *session, const struct lanyard_job *job)
{
	struct check check = {.session = session, .job = job};
	struct entry entry;
	const char *name;
	enum lanyard_error r;

	session->only_looks = true;
	entry_init(&entry);
	if ((r = job_needs(session, job, "login", &name)) == LANYARD_OK &&
	    (r = search_name(&entry, session, name)) == LANYARD_OK) {
		check.entry = &entry;
		check.login = entry.login;
		r = run(&check);
	}
	http_free(&check.http);
	metadata_clear(&check.metadata);
	client_tls_clear(&check.tls);
	entry_clear(&entry);
	return r;
}
