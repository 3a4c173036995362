"""The parties of community planning: who sits together in a group and comes to a meeting."""

from collections.abc import Mapping

from texts.words import later

PARTY_NAMES: Mapping[str, str] = {
    "user": later("service users"),
    "provider": later("service providers"),
    "commissioner": later("commissioners (municipalities)"),
    "public": later("the public"),
    "partner": later("partners"),
}
