"""The pages of docs/flows are played through the product: what stands there is what the product says."""
