# HTTPie reads the header from the pipe
lanyard token --format=value work |
    http --ignore-stdin --check-status https://api.example.com/user \
        Authorization:@/dev/stdin
