"""Addresses that somebody else chose: only https, only the open internet, in every way of writing what lies inside."""

from __future__ import annotations

import pytest

from articles.outbound.addresses import AddressRefused, is_public, refuse_inside, target_of

PORTS = [443, 8443]


@pytest.mark.parametrize(
    ("url", "called"),
    [
        ("https://hooks.example", "https://hooks.example/"),
        ("https://Hooks.Example:443/a?b=c#d", "https://hooks.example/a?b=c"),
        ("https://hooks.example:8443/", "https://hooks.example:8443/"),
        (
            "https://例え.example/受け口?題=あ",
            "https://xn--r8jz45g.example/%E5%8F%97%E3%81%91%E5%8F%A3?%E9%A1%8C=%E3%81%82",
        ),
        ("https://ｈｏｏｋｓ．example/", "https://hooks.example/"),
        ("https://8.8.8.8/", "https://8.8.8.8/"),
        ("https://[2606:4700::1111]/", "https://[2606:4700::1111]/"),
    ],
)
def test_address_is_called_in_one_spelling(url: str, called: str) -> None:
    target = target_of(url, ports=PORTS)

    assert target.url == called
    assert target_of(target.url, ports=PORTS) == target


@pytest.mark.parametrize(
    "url",
    [
        *(
            "",
            "hooks.example",
            "//hooks.example/",
            "https://",
            "https:///x",
            "file:///etc/passwd",
            "gopher://h.example/",
        ),
        *("http://hooks.example/", "https://hooks.example:0/", "https://hooks.example:22/", "https://h.example:99999/"),
        *("https://user@hooks.example/", "https://user:password@hooks.example/", "https://@hooks.example/"),
        *(
            "https://127.1/",
            "https://127.0.0.1/",
            "https://0x7f000001/",
            "https://2130706433/",
            "https://017700000001/",
        ),
        *("https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/"),
        *("https://[fe80::1%25eth0]/", "https://[::]/", "https://0/", "https://0.0.0.0/", "https://100.64.0.1/"),
        *("https://169.254.169.254/latest/", "https://[fd00:ec2::254]/", "https://１２７．０．０．１/"),
        *("https://localhost/", "https://localhost./", "https://a.localhost/", "https://hooks.example\\@10.0.0.1/"),
        *("https://hooks.example/\r\nX: y", "https://hooks.example/ x", "https://hooks.example/\x00", "https://[::1"),
        *("https://" + "a" * 64 + ".example/", "https://hooks.example/" + "a" * 1000, "https://a..example/"),
    ],
)
@pytest.mark.parametrize("may_be_local", [False, True])
def test_doors_to_the_inside_are_refused(url: str, may_be_local: bool) -> None:
    with pytest.raises(AddressRefused):
        refuse_inside(target_of(url, ports=PORTS, may_be_local=may_be_local))


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/x", "http://localhost:8080/", "http://[::1]/"])
def test_this_machine_is_called_in_the_demo_alone(url: str) -> None:
    assert target_of(url, ports=PORTS, may_be_local=True).is_local
    with pytest.raises(AddressRefused):
        target_of(url, ports=PORTS)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200"),
        *("0.0.0.0", "224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.0.192", "168.63.129.16", "198.18.0.1"),
        *("::1", "::", "::ffff:8.8.8.8", "fe80::1%2", "fc00::1", "fec0::1", "ff02::1", "64:ff9b::808:808"),
        *("2001:0:1::1", "2002:808:808::", "2001:db8::1", "3fff::1", "::7f00:1", "64:ff9b:1::1", "100::1"),
    ],
)
def test_addresses_inside_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "2606:4700::1111", "2400:cb00::1"])
def test_addresses_of_the_open_internet_are(address: str) -> None:
    assert is_public(address)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("part", ["a", ".", "@", "%", "[", "/../", "あ"])
def test_long_address_does_not_hang(part: str) -> None:
    with pytest.raises(AddressRefused):
        target_of(f"https://{part * 100_000}", ports=PORTS)
