"""Working groups in the chat: private ones and the groups' own."""
