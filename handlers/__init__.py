"""What is answered in the chat: one module for each feature, plain functions, a router each."""
