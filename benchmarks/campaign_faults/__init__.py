"""Whether a campaign outlives its processes: each command killed at random moments."""
