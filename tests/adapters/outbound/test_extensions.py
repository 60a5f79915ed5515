"""Names of what policies attach to requests and answers."""

from __future__ import annotations

from adapters.outbound import extensions


def test_no_two_names_are_the_same_and_none_is_httpxs_own() -> None:
    """One policy would overwrite what another has noted otherwise."""
    names = [value for name, value in vars(extensions).items() if name.isupper()]
    assert len(names) == len(set(names)) == 7
    assert not {"timeout", "trace", "sni_hostname", "http_version", "reason_phrase", "network_stream"} & set(names)
