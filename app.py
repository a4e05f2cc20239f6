"""The map page, and the server: `streamlit run app.py` runs this file as both."""

if __name__ == "__main__":
    # Only here: a component that is imported outside a script's run is never found (Streamlit 1.67).
    from geo.ui.details import details
    from geo.ui.frame import frame, sentence, side_by_side
    from geo.ui.map import base_map, events_map, map_first
    from geo.ui.summary import not_on_map, totals
    from geo.ui.table import events_table
    from geo.ui.timeline import timeline

    at = frame("Conflict events", "Filter the events, click a marker, and read who says what and who denies it.")
    sentence(at)
    side_by_side(at, events_map, details)
    map_first()
    base_map(at)
    totals(at)
    not_on_map(at)
    timeline(at)
    events_table(at)
else:
    import streamlit as st

    from geo.warm import lifespan
    from geo.web import middleware, routes

    first = ("geo.map_data", "geo.layers", "geo.charts")
    then = ("geo.ui.details", "geo.ui.table", "geo.ui.timeline", "geo.export")
    ready = lifespan(first, then, running=st.runtime.exists)
    app = st.App(__file__, routes=routes(), middleware=middleware(), lifespan=ready)
