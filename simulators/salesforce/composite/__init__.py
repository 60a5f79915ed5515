"""Several operations or records in one call: composite, batch, graph, tree, collections."""
