"""How many points a chart takes to signal on average: in control a false alarm, after a shift its discovery."""
