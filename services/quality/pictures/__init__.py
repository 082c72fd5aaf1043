"""Control charts as pictures that need no legend: Vega-Lite, SVG and PNG."""
