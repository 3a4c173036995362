"""Places on the map and contacts of people."""

from typing import Any

from playground.calling import Call
from playground.methods.sending import said
from playground.refusals import bad_request

Json = dict[str, Any]

LONGEST_VCARD_BYTES = 2048
OF_LOCATION = ("horizontal_accuracy", "live_period", "heading", "proximity_alert_radius")
OF_VENUE = ("foursquare_id", "foursquare_type", "google_place_id", "google_place_type")


async def send_location(call: Call) -> Json:
    chat = call.chat_to_write()
    optional = {name: call.get(name) for name in OF_LOCATION if call.get(name) is not None}
    return said(call, chat, {"location": point(call) | optional})


async def send_venue(call: Call) -> Json:
    chat = call.chat_to_write()
    place = point(call)
    optional = {name: call.get(name) for name in OF_VENUE if call.get(name)}
    venue = {"location": place, "title": call.get("title"), "address": call.get("address")}
    return said(call, chat, {"venue": venue | optional, "location": place})


def point(call: Call) -> Json:
    latitude, longitude = call.get("latitude"), call.get("longitude")
    if not -90 <= latitude <= 90 or not -180 <= longitude <= 180:
        raise bad_request("wrong location specified")
    return {"latitude": latitude, "longitude": longitude}


async def send_contact(call: Call) -> Json:
    chat = call.chat_to_write()
    contact = {name: call.get(name) for name in ("phone_number", "first_name")}
    optional = {name: call.get(name) for name in ("last_name", "vcard") if call.get(name)}
    if len(optional.get("vcard", "").encode()) > LONGEST_VCARD_BYTES:
        raise bad_request("vCard is too long")
    return said(call, chat, {"contact": contact | optional})
