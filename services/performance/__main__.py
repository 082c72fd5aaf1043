from services.performance.settings import Settings
from shared.serving import serve

serve("services.performance.app:create", Settings())
