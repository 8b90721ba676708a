"""The report: pages made from the views of the schema `report`, to look at without a server."""
