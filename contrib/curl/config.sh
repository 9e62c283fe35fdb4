# curl reads the token as a line of its configuration
lanyard token --format=curl work |
    curl --config - --fail --no-progress-meter --location \
        https://api.example.com/user
