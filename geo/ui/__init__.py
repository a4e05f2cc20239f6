"""The pieces of the pages: the only part of `geo` that knows Streamlit."""
