# lanyard starts curl and hands it the token
lanyard curl https://api.example.com/user -- --fail --no-progress-meter
