from services.quality.settings import Settings
from shared.serving import serve

serve("services.quality.app:create", Settings())
