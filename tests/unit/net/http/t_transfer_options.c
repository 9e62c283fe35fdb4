/*
 * t_transfer_options.c - transfer_options.h: every option is one that this
 * libcurl takes; what they do is in t_transfer.c
 */
#include "scratch.h"

#include "net/http/transfer_options.h"

static enum lanyard_error
nothing(void *context, void *buffer, size_t size, size_t *filled)
{
	(void)context;
	(void)buffer;
	(void)size;
	*filled = 0;
	return LANYARD_OK;
}

static void
has_only_options_that_are_taken(void **state)
{
	static const char *const fields[] = {"A: b", NULL};
	char file[] = "/no/file", type[] = "PEM";
	struct client_certificate client = {
	    .file = file, .key_file = file, .type = type, .key_type = type};
	struct secret password = {0};
	struct transfer_bytes bytes = {0};
	struct transfer_request request = {.url = "https://h.example/",
	    .protocol = "https",
	    .user = "user",
	    .method = "HEAD",
	    .fields = fields,
	    .read = nothing,
	    .proxy = "http://proxy.example:3128",
	    .proxy_user = "p",
	    .proxy_method = PROXY_BASIC,
	    .ca_folder = "/etc/ssl/certs",
	    .client = &client,
	    .proxy_client = &client,
	    .pinned_key = "sha256//AAAA",
	    .resolve = "a.example:443:127.0.0.1\nb.example:443:[::1]",
	    .ciphers = "ECDHE-RSA-AES128-GCM-SHA256",
	    .tls_1_3 = true,
	    .connect_timeout_ms = 1000,
	    .wants_certificate = true};
	struct libcurl *curl;
	struct error error;
	struct buf buf;

	(void)state;
	buf_init(&buf, 100);
	assert_int_equal(buf_add_text(&buf, "a=b"), LANYARD_OK);
	assert_int_equal(secret_set_text(&password, "pass"), LANYARD_OK);
	assert_int_equal(libcurl_new(&curl, &error), LANYARD_OK);
	for (int i = 0; i < 2; i++) {
		transfer_options_set(curl, &request, &bytes);
		transfer_options_set_line(curl, &request);
		if (libcurl_setup(curl) != TRANSFER_DONE)
			fail_msg("%d: %s", i, libcurl_words(curl));
		libcurl_reset(curl);
		request.method = "PUT";
		request.read = NULL;
		request.fields = NULL;
		request.body = request.ca = &buf;
		request.password = request.proxy_password = &password;
	}
	libcurl_free(&curl);
	secret_clear(&password);
	buf_clear(&buf);
}

static void
expects_nothing_but_json(void **state)
{
	const char *const *fields = transfer_options_fields();

	(void)state;
	assert_string_equal(fields[0], "Accept: application/json");
	assert_string_equal(fields[1], "Expect:");
	assert_null(fields[2]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(has_only_options_that_are_taken),
	    cmocka_unit_test(expects_nothing_but_json),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
