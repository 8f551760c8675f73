"""Sites: places with a time zone and a holiday calendar."""
