"""A second reading of the contract: plain, slow, in memory, sharing no code with the product it is held against."""
