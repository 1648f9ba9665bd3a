"""The public: accounts, the people they apply for, applications from the first page to the proof, and tracking."""
