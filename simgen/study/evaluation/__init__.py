"""Where does a model fail? Metrics along conditions, with intervals over scenes."""
