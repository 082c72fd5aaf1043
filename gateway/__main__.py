from gateway.settings import Settings
from shared.serving import serve

serve("gateway.app:create", Settings())
