/*
 * form_cloud.h - a token in the JSON that the tools of clouds want it in
 */
#ifndef FORM_CLOUD_H
#define FORM_CLOUD_H

#include "answer/form_json.h"

/*
 * docs.aws.amazon.com, "Sourcing credentials with an external process": what
 * credential_process prints. LANYARD_ERR_ARGUMENT: the token is none of a role
 * at AWS (recipe.h, RECIPE_AWS).
 */
form_function form_cloud_aws;

/*
 * google.aip.dev/auth/4117, "Determining the subject token in Executable-
 * sourced credentials". LANYARD_ERR_ARGUMENT: the token is no JWT.
 */
form_function form_cloud_google;

#endif
