/*
 * t_transport.c - transport.h: what a request is lent; what that does is in
 * t_http.c
 */
#include "scratch.h"

#include "net/http/transport.h"

static enum lanyard_error
a_password(void *context, const struct http_account *account,
    struct secret *password, struct error *error)
{
	const char *text = context;

	if (text == NULL)
		return error_set(error, LANYARD_ERR_SYSTEM, "no password");
	assert_string_equal(account->protocol, "http");
	assert_string_equal(account->host, "proxy.example:3128");
	assert_string_equal(account->username, "user");
	return secret_set_text(password, text);
}

static enum lanyard_error
fill(struct transport *transport, const char *url,
    struct transfer_request *request, struct proxy *proxy, struct error *error)
{
	static const struct transfer_request none;
	enum lanyard_error r;
	struct url parsed;

	*request = none;
	assert_int_equal(url_parse(&parsed, url), LANYARD_OK);
	r = transport_fill(transport, request, &parsed, "host", proxy, error);
	url_clear(&parsed);
	return r;
}

static void
lends_what_was_set(void **state)
{
	static const struct http_network network = {
	    .proxy = "http://user@proxy.example:3128",
	    .proxy_source = "a test",
	    .proxy_method = PROXY_DIGEST,
	    .ca_folder = "/certs",
	    .unverified = "a test",
	};
	char password[] = "pass";
	struct transfer_request request;
	struct transport *transport;
	struct proxy proxy = {0};
	struct error error;

	(void)state;
	assert_int_equal(
	    transport_new(&transport, NULL, a_password, password, &error),
	    LANYARD_OK);
	assert_int_equal(
	    transport_set(transport, &network, &error), LANYARD_OK);
	assert_string_equal(transport_unverified(transport), "a test");
	assert_int_equal(
	    fill(transport, "https://h.example/", &request, &proxy, &error),
	    LANYARD_OK);
	assert_string_equal(request.proxy, "http://proxy.example:3128");
	assert_string_equal(request.proxy_user, "user");
	assert_string_equal(
	    (const char *)request.proxy_password->bytes, "pass");
	assert_int_equal(request.proxy_method, PROXY_DIGEST);
	assert_string_equal(request.ca_folder, "/certs");
	assert_int_equal(request.ca->size, 0);
	proxy_clear(&proxy);
	/* Never for this machine. */
	assert_int_equal(
	    fill(transport, "https://127.0.0.1/", &request, &proxy, &error),
	    LANYARD_OK);
	assert_null(request.proxy);
	assert_null(request.proxy_user);
	proxy_clear(&proxy);
	transport_free(&transport);
	assert_null(transport);
	transport_free(&transport);
}

static void
fails_with_who_is_to_blame(void **state)
{
	static const struct http_network nothing = {
	    .ca_file = "/no/such/file", .ca_key = "a key"};
	static const struct http_network unlocked = {
	    .proxy = "http://user@proxy.example:3128", .proxy_source = "it"};
	static const struct http_network bad = {
	    .proxy = "http://", .proxy_source = "it"};
	struct transfer_request request;
	struct transport *transport;
	struct proxy proxy = {0};
	struct error error;

	(void)state;
	assert_int_equal(
	    transport_new(&transport, NULL, a_password, NULL, &error),
	    LANYARD_OK);
	assert_int_equal(
	    transport_set(transport, &nothing, &error), LANYARD_ERR_CONFIG);
	assert_non_null(strstr(error.message, "a key"));
	assert_int_equal(
	    transport_set(transport, &unlocked, &error), LANYARD_OK);
	assert_int_equal(
	    fill(transport, "https://h.example/", &request, &proxy, &error),
	    LANYARD_ERR_SYSTEM);
	proxy_clear(&proxy);
	assert_int_equal(transport_set(transport, &bad, &error), LANYARD_OK);
	assert_int_equal(
	    fill(transport, "https://h.example/", &request, &proxy, &error),
	    LANYARD_ERR_CONFIG);
	assert_non_null(strstr(error.message, "cannot reach host"));
	proxy_clear(&proxy);
	transport_free(&transport);
}

/* Read with the first https request, not with one that needs none. */
static void
reads_the_environments_bundle_late(void **state)
{
	static const struct http_network network = {.proxy = ""};
	struct transfer_request request;
	struct transport *transport;
	struct proxy proxy = {0};
	struct error error;

	(void)state;
	assert_int_equal(setenv("CURL_CA_BUNDLE", "/no/such/bundle", 1), 0);
	assert_int_equal(
	    transport_new(&transport, NULL, NULL, NULL, &error), LANYARD_OK);
	assert_int_equal(
	    transport_set(transport, &network, &error), LANYARD_OK);
	assert_int_equal(
	    fill(transport, "http://127.0.0.1/", &request, &proxy, &error),
	    LANYARD_OK);
	assert_int_equal(
	    fill(transport, "https://h.example/", &request, &proxy, &error),
	    LANYARD_ERR_CONFIG);
	assert_non_null(strstr(error.message, "CURL_CA_BUNDLE"));
	proxy_clear(&proxy);
	transport_free(&transport);
	assert_int_equal(unsetenv("CURL_CA_BUNDLE"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lends_what_was_set),
	    cmocka_unit_test(fails_with_who_is_to_blame),
	    cmocka_unit_test(reads_the_environments_bundle_late),
	};

	(void)unsetenv("CURL_CA_BUNDLE");
	(void)unsetenv("SSL_CERT_FILE");
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
