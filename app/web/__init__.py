"""The page: what is planned and how it is known, drawn by the server."""
