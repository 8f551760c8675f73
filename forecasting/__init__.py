"""Forecasting library: contact history in; volumes, requirements, service levels and the hiring gap out."""
