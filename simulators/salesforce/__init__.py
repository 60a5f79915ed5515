"""Salesforce: records, SOQL, composite resources, Bulk API 2.0 and the ways to log in."""

from .system import Salesforce as System

__all__ = ["System"]
