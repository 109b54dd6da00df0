"""All kinds of damage to whole studies, by name."""

from robustness.damage_of_files import FILES
from robustness.damage_of_headers import HEADERS
from robustness.damage_of_mixtures import MIXTURES
from robustness.damage_of_places import PLACES

DAMAGES = {**FILES, **HEADERS, **PLACES, **MIXTURES}
