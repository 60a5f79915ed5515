"""Outgoing webhooks: signing, delivery with the vendor's retries, and the way out of the simulator."""

from windtunnel.world.courier import Courier, DeliveryOutcome, NoCourier, Parcel

from .delivery import Deliveries

__all__ = ["Courier", "Deliveries", "DeliveryOutcome", "NoCourier", "Parcel"]
