"""SUVbw by the vendor-neutral rules, and the refusals: which element is missing."""

import numpy as np
import pytest
from pydicom.config import IGNORE
from pydicom.dataelem import DataElement
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


def _unreadable_start():
    item = _radiopharmaceutical()
    item.add(DataElement("RadiopharmaceuticalStartTime", "TM", "9h", validation_mode=IGNORE))
    return item


def _notes(folder, header, **more):
    return [note.message for note in convert_to_suv(_volume(folder, header, **more)).notes]


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        pytest.param(_header(), f"values are SUVbw: Bq/ml x {DECAYED:.6g}", id="activity"),
        pytest.param(
            _header(Units="GML"),
            "values are SUVbw as the files hold them (Units (0054,1001) is GML)",
            id="as they are",
        ),
        pytest.param(
            _header(
                _radiopharmaceutical(RadiopharmaceuticalStartTime="233000"),
                SeriesTime="003000",
                AcquisitionTime="003000",
            ),
            f"values are SUVbw: Bq/ml x {DECAYED:.6g}; the dose is taken to have been given at "
            "23:30 of the day before",
            id="over midnight",
        ),
    ],
)
def test_the_factor_is_said_to_be_of_what_it_multiplies(tmp_path, header, sentence):
    assert _notes(tmp_path, header) == [sentence]


@pytest.mark.parametrize(
    ("header", "words"),
    [
        pytest.param(_header(PatientWeight="0"), "PatientWeight (0010,1030) is 0", id="zero"),
        pytest.param(_header(PatientWeight=None), "(0010,1030) is missing", id="missing"),
        pytest.param(
            _header(_unreadable_start()),
            "(0018,1072) cannot be read ('9h')",
            id="unreadable",
        ),
        pytest.param(
            _header(AcquisitionTime=None), "AcquisitionTime (0008,0032) is missing", id="no-time"
        ),
        pytest.param(
            _header(_radiopharmaceutical(RadiopharmaceuticalStartDateTime="20260102113000")),
            "lies 30.0 min after the start of the scan",
            id="after",
        ),
        pytest.param(
            _header(RadiopharmaceuticalInformationSequence=[_radiopharmaceutical()] * 2),
            "2 radiopharmaceuticals were given",
            id="two",
        ),
    ],
)
def test_a_refusal_says_what_is_wrong_and_no_other_thing(tmp_path, header, words):
    (said,) = _notes(tmp_path, header)

    assert words in said


def test_each_of_joined_series_has_its_own_factor(tmp_path):
    for minute in range(3):
        time = f"11{10 * minute:02d}00"
        header = _header(SeriesTime=time, AcquisitionTime=time, SeriesDescription="dynamic")
        phantom.write_series(
            tmp_path / time, modality="PT", header=header, slope=2.0, intercept=0.0, series=time
        )

    (loaded,) = read_volumes(tmp_path, pet_values="suv", join_series=True)

    decay = 2 ** (600 / HALF_LIFE_S)
    factors = [DECAYED, DECAYED * decay, DECAYED * decay**2]
    for step, factor in zip(loaded.values, factors, strict=True):
        np.testing.assert_allclose(step, phantom.ramp() * 2.0 * factor, rtol=1e-6)
    (said,) = [note.message for note in loaded.volume.notes if note.code == "suv"]
    assert said.endswith(", by series")
    (joined,) = scan(tmp_path, join_series=True).volumes
    with pytest.raises(SuvError, match="have a factor each"):
        suv_factor(joined)
