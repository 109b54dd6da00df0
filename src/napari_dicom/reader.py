"""temporary reader edge"""
def get_reader(path):
    return read

def read(path):
    from napari.layers import Layer
    from napari.utils.notifications import show_warning
    from napari_dicom.api import open_paths, why_nothing_opened
    from napari_dicom.layers import image_layers
    opened = open_paths(path)
    for s in opened.skipped: show_warning(str(s))
    for f in opened.failed: show_warning(f"{f.volume.name}: {f.reason}")
    out=[]
    for l in image_layers(opened.loaded):
        L = Layer.create(*l.as_tuple)
        out.append(L)
    if not out:
        show_warning(why_nothing_opened(opened)); return [(None,)]
    return out
