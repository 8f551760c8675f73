"""The example organization: forty people on three sites, six queues, and a contact history made for them."""
