"""The Transfer Syntaxes panel: the door."""

from napari_dicom.widgets.transfer_syntaxes.widget import TransferSyntaxesWidget

__all__ = ["TransferSyntaxesWidget"]
