# lanyard starts curl and hands it the token
lanyard curl --fail --no-progress-meter https://api.example.com/user
