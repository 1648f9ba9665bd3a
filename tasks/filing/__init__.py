"""Reports an office files: what each is, its tables filled from what was done, and what people write into them."""
