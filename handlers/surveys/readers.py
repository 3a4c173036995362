"""Who looks at results here: the visitor, with the areas that their roles give them."""

from handlers.visit import Visit
from people import roles
from people.roles import Action
from storage import people
from surveys.readers import Reader


async def reader_of(visit: Visit) -> Reader:
    """Raises NotAllowed for whoever sees no results at all."""
    held = await people.roles(visit.session, visit.resident.id)
    roles.demand(held, Action.SEE_RESULTS)
    return Reader(visit.resident.id, roles.areas_for(held, Action.SEE_RESULTS))
