"""The screens, a folder or module each; `fieldkit/ui/spots.py` names them."""
