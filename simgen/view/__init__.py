"""What people look at: contact sheets, portraits of assets, and a dataset as a page."""

from simgen.view.contact_sheet import contact_sheet
from simgen.view.gallery import gallery_page

__all__ = ["contact_sheet", "gallery_page"]
