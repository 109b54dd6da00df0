"""SUVbw by the vendor-neutral rules, and the refusals: which element is missing."""

import numpy as np
import pytest
from pydicom.dataset import Dataset

import phantom
from napari_dicom import read_volumes
from napari_dicom.dicom import SuvError, convert_to_suv, scan, suv_factor

WEIGHT_KG = 70.0
DOSE_BQ = 350e6
HALF_LIFE_S = 6586.2
START = {"SeriesDate": "20260102", "SeriesTime": "110000", "AcquisitionDate": "20260102"}


def _radiopharmaceutical(**changes):
    item = Dataset()
    item.RadionuclideTotalDose = DOSE_BQ
    item.RadionuclideHalfLife = HALF_LIFE_S
    item.RadiopharmaceuticalStartTime = "100000"
    phantom.set_attributes(item, changes)
    return item


def _header(item=None, **changes):
    header = {
        "Units": "BQML",
        "CorrectedImage": ["ATTN", "DECY"],
        "DecayCorrection": "START",
        "PatientWeight": WEIGHT_KG,
        "AcquisitionTime": "110000",
        "RadiopharmaceuticalInformationSequence": [item or _radiopharmaceutical()],
        **START,
    }
    return {**header, **changes}


def _volume(folder, header, **more):
    phantom.write_series(folder, modality="PT", header=header, slope=2.0, intercept=0.0, **more)
    (volume,) = scan(folder).volumes
    return volume


DECAYED = WEIGHT_KG * 1000 / (DOSE_BQ * 2 ** (-3600 / HALF_LIFE_S))
UNDECAYED = WEIGHT_KG * 1000 / DOSE_BQ


@pytest.mark.parametrize(
    ("header", "factor"),
    [
        pytest.param(_header(), DECAYED, id="start"),
        pytest.param(_header(DecayCorrection="ADMIN"), UNDECAYED, id="admin"),
        pytest.param(_header(Units="GML", PatientWeight=None), 1.0, id="already-suv"),
        pytest.param(
            _header(
                _radiopharmaceutical(
                    RadiopharmaceuticalStartTime="230000",
                    RadiopharmaceuticalStartDateTime="20260102100000",
                )
            ),
            DECAYED,
            id="datetime-wins",
        ),
        pytest.param(
            _header(
                _radiopharmaceutical(RadiopharmaceuticalStartTime="233000"),
                SeriesTime="003000",
                AcquisitionTime="003000",
            ),
            DECAYED,
            id="over-midnight",
        ),
    ],
)
def test_factor_follows_the_rules(tmp_path, header, factor):
    assert suv_factor(_volume(tmp_path, header)) == pytest.approx(factor, rel=1e-9)


@pytest.mark.parametrize(
    ("header", "named"),
    [
        pytest.param(_header(PatientWeight=None), "PatientWeight (0010,1030)", id="weight"),
        pytest.param(_header(Units="CNTS"), "(7053,xx00)", id="counts"),
        pytest.param(_header(Units=None), "Units (0054,1001)", id="units"),
        pytest.param(_header(DecayCorrection="NONE"), "DecayCorrection (0054,1102)", id="no-decay"),
        pytest.param(_header(CorrectedImage=["ATTN"]), "lacks DECY", id="not-corrected"),
        pytest.param(
            _header(RadiopharmaceuticalInformationSequence=None), "(0054,0016)", id="no-sequence"
        ),
        pytest.param(
            _header(_radiopharmaceutical(RadionuclideTotalDose=None)), "(0018,1074)", id="dose"
        ),
        pytest.param(
            _header(_radiopharmaceutical(RadionuclideHalfLife=None)), "(0018,1075)", id="half-life"
        ),
        pytest.param(
            _header(_radiopharmaceutical(RadiopharmaceuticalStartTime=None)),
            "(0018,1072)",
            id="start-time",
        ),
        pytest.param(
            _header(Units="GML", SUVType="LBM"), "(0054,1006) is LBM", id="lean-body-mass"
        ),
        pytest.param(_header(SeriesTime="120000"), "is later than the first", id="reconstructed"),
    ],
)
def test_what_is_missing_is_named(tmp_path, header, named):
    with pytest.raises(SuvError) as error:
        suv_factor(_volume(tmp_path, header))

    assert named in str(error.value)


def test_values_and_windows_become_suv(tmp_path):
    header = _header(WindowCenter=10000, WindowWidth=20000)
    values = phantom.ramp()
    _volume(tmp_path, header, values=values)

    (loaded,) = read_volumes(tmp_path, pet_values="suv")

    np.testing.assert_allclose(loaded.values, values * 2.0 * DECAYED, rtol=1e-6)
    assert loaded.volume.first.rescale.unit == "SUVbw"
    (window,) = loaded.volume.middle.windows
    assert window.limits == pytest.approx((0, 19999 * DECAYED))
    assert window.width == pytest.approx(19999 * DECAYED)


def test_a_refusal_leaves_the_values_and_says_so(tmp_path):
    volume = _volume(tmp_path, _header(PatientWeight=None))

    refused = convert_to_suv(volume)

    assert refused.frames == volume.frames
    assert [note.code for note in refused.notes] == ["suv-refused"]


def test_philips_counts_use_the_private_factor(tmp_path):
    def add_factor(dataset, _index):
        block = dataset.private_block(0x7053, "Philips PET Private Group", create=True)
        block.add_new(0x00, "DS", "0.000551")

    volume = _volume(tmp_path, _header(Units="CNTS"), edit=add_factor)

    assert suv_factor(volume) == pytest.approx(0.000551)


def test_other_modalities_are_left_alone(tmp_path):
    phantom.write_series(tmp_path, modality="CT")
    (volume,) = scan(tmp_path).volumes

    assert convert_to_suv(volume) is volume


def _acquired_at(*times):
    """Give each slice an acquisition time of its own."""
    return lambda dataset, index: setattr(dataset, "AcquisitionTime", times[index])


@pytest.mark.parametrize(
    ("series_time", "counts"),
    [
        pytest.param("110000", True, id="just then"),
        pytest.param("110000.1", False, id="just after"),
        pytest.param("110500", False, id="between the first and the last"),
    ],
)
def test_a_series_time_after_the_first_acquisition_is_not_the_start_of_the_scan(
    tmp_path, series_time, counts
):
    edit = _acquired_at("111000", "110000", "112000", "113000")  # the second was the first
    converted = convert_to_suv(_volume(tmp_path, _header(SeriesTime=series_time), edit=edit))

    assert [note.code for note in converted.notes] == ["suv" if counts else "suv-refused"]


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        pytest.param("20260101110000", False, id="24 hours"),
        pytest.param("20260101105959", True, id="longer than 24 hours"),
        pytest.param("20260102110000", False, id="just then"),
        pytest.param("20260102110001", True, id="after the scan"),
    ],
)
def test_an_administration_is_at_most_a_day_before_the_scan(tmp_path, given, refused):
    item = _radiopharmaceutical(RadiopharmaceuticalStartDateTime=given)

    converted = convert_to_suv(_volume(tmp_path, _header(item)))

    assert [note.code for note in converted.notes] == ["suv-refused" if refused else "suv"]
