# fish completion for lanyard(1): verbs, their options, the names of logins
# where a verb takes one, and the forms of a token. `make install` puts it into
# share/fish/vendor_completions.d.

# Nothing is asked, refreshed or told: status only reads.
function __lanyard_logins
    env LANYARD_TRACE= lanyard status 2>/dev/null </dev/null |
        string match -r -g '^([^ ].*): '
end

complete -c lanyard -f
complete -c lanyard -n __fish_use_subcommand \
    -a 'get store erase capability token curl setup login logout refresh seed export import status doctor exec serve file headers kubectl docker cargo bazel goauth terraform keyring pnpm askpass aws-credentials google-executable help version'
complete -c lanyard -n __fish_use_subcommand -l version
complete -c lanyard -n __fish_use_subcommand -l help
complete -c lanyard -n 'not __fish_seen_subcommand_from get store erase curl exec' -s q -l quiet
complete -c lanyard -n 'not __fish_seen_subcommand_from get store erase curl exec' -s v -l verbose
complete -c lanyard -n '__fish_seen_subcommand_from token login logout refresh seed export import status doctor file headers kubectl pnpm aws-credentials google-executable' \
    -a '(__lanyard_logins)'
complete -c lanyard -n '__fish_seen_subcommand_from help' \
    -a 'get store erase capability token curl setup login logout refresh seed export import status doctor exec serve file headers kubectl docker cargo bazel goauth terraform keyring pnpm askpass aws-credentials google-executable version'
complete -c lanyard -n '__fish_seen_subcommand_from token' -x -l format \
    -a 'raw header value curl json netrc xoauth2 oauthbearer lines fingerprint headers bazel cargo docker kubectl terraform'
complete -c lanyard -n '__fish_seen_subcommand_from token' -x -l user
complete -c lanyard -n '__fish_seen_subcommand_from token' -x -l min-life
complete -c lanyard -n '__fish_seen_subcommand_from login' -x -l for
complete -c lanyard -n '__fish_seen_subcommand_from refresh' -l all
complete -c lanyard -n '__fish_seen_subcommand_from refresh' -x -l within
complete -c lanyard -n '__fish_seen_subcommand_from seed' -l force
complete -c lanyard -n '__fish_seen_subcommand_from status doctor' -l json
complete -c lanyard -n '__fish_seen_subcommand_from status' -l exit-code
complete -c lanyard -n '__fish_seen_subcommand_from status' -x -l within
complete -c lanyard -n '__fish_seen_subcommand_from file' -l watch
complete -c lanyard -n '__fish_seen_subcommand_from file' -x -l format \
    -a 'raw header value curl json netrc xoauth2 oauthbearer lines fingerprint headers bazel cargo docker kubectl terraform'
complete -c lanyard -n '__fish_seen_subcommand_from exec' -x -l env
complete -c lanyard -n '__fish_seen_subcommand_from serve' -l socket
complete -c lanyard -n '__fish_seen_subcommand_from export' -l move
complete -c lanyard -n '__fish_seen_subcommand_from export import' -l force
complete -c lanyard -n '__fish_seen_subcommand_from import' -x -l name
complete -c lanyard -n '__fish_seen_subcommand_from import' -l undo
complete -c lanyard -n '__fish_seen_subcommand_from setup' -x -l name
complete -c lanyard -n '__fish_seen_subcommand_from setup' -x -l username
complete -c lanyard -n '__fish_seen_subcommand_from setup' -x -l preset
complete -c lanyard -n '__fish_seen_subcommand_from setup' -x -l issuer
complete -c lanyard -n '__fish_seen_subcommand_from setup' -x -l client-id
complete -c lanyard -n '__fish_seen_subcommand_from setup' -x -l client-secret-file
complete -c lanyard -n '__fish_seen_subcommand_from setup' -x -l scope
complete -c lanyard -n '__fish_seen_subcommand_from setup' -x -l redirect-uri
complete -c lanyard -n '__fish_seen_subcommand_from setup' -x -l organization
complete -c lanyard -n '__fish_seen_subcommand_from setup' -x -l app-name
complete -c lanyard -n '__fish_seen_subcommand_from setup' -x -l ca-file
complete -c lanyard -n '__fish_seen_subcommand_from setup' -x -l proxy
complete -c lanyard -n '__fish_seen_subcommand_from setup' -l allow-http
complete -c lanyard -n '__fish_seen_subcommand_from setup' -l path
complete -c lanyard -n '__fish_seen_subcommand_from setup' -l built-in-client
complete -c lanyard -n '__fish_seen_subcommand_from setup' -l client-document
complete -c lanyard -n '__fish_seen_subcommand_from setup' -l print-admin
complete -c lanyard -n '__fish_seen_subcommand_from setup' -l git
complete -c lanyard -n '__fish_seen_subcommand_from setup' -l no-git
complete -c lanyard -n '__fish_seen_subcommand_from setup' -l no-login
complete -c lanyard -n '__fish_seen_subcommand_from setup' -x -l tool \
    -a 'docker podman cargo go terraform bazel pnpm pip kubectl aws google mcp'
complete -c lanyard -n '__fish_seen_subcommand_from setup' -l check
