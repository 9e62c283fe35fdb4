/*
 * tools.h - lanyard as the credential helper of other programs
 *
 * Each takes its arguments (NULL-terminated) and an open session, speaks the
 * protocol of that program on stdin and stdout, and returns the exit status
 * that it expects. lanyard-tools(7) has a section for each.
 */
#ifndef TOOLS_H
#define TOOLS_H

#include "lanyard.h"

typedef int tool_function(
    struct lanyard_session *session, char *const *arguments);

/* docker-credential-helpers: get, store, erase, list, version. */
tool_function tool_docker;

/* cargo's credential provider protocol, version 1. */
tool_function tool_cargo;

/* terraform's and OpenTofu's credentials helpers: get, store, forget. */
tool_function tool_terraform;

/* An ExecCredential of client.authentication.k8s.io. */
tool_function tool_kubectl;

/* EngFlow's credential-helper-spec, as Bazel has it. */
tool_function tool_bazel;

/* The command form of GOAUTH (go help goauth). */
tool_function tool_goauth;

/* keyring(1) as pip and uv run it: get SERVICE USER, get SERVICE --mode creds.
 */
tool_function tool_keyring;

/* GIT_ASKPASS and its kin (gitcredentials(7)): a prompt is the argument. */
tool_function tool_askpass;

/* What credential_process prints, of a role at AWS: aws.c */
tool_function tool_aws;

/* An executable of Google's external accounts: google.c */
tool_function tool_google;

/* A JSON object of HTTP fields for a URL; the whole value of one for pnpm. */
tool_function tool_headers, tool_pnpm;

/* Run a command with tokens in its environment: exec.c */
tool_function tool_exec;

/* Keep a file with a token: file.c */
tool_function tool_file;

/* git's protocol on a socket, for some URLs only: serve.c */
tool_function tool_serve;

#endif
