"""Pictures for people: contact sheets."""

from simgen.view.contact_sheet import contact_sheet

__all__ = ["contact_sheet"]
