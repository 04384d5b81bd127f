// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPolicyTest {

    private final AddressPolicy policy = new AddressPolicy(List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255",
                "100.100.100.200", "127.0.0.1", "127.255.255.254", "168.63.129.16", "169.254.169.254", "172.16.0.1",
                "172.31.255.255", "192.0.0.1", "192.0.0.192", "192.0.2.1", "192.31.196.1", "192.52.193.1",
                "192.88.99.1", "192.168.0.1", "192.175.48.1", "198.18.0.1", "198.19.255.255", "198.51.100.1",
                "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255"
            })
    void refusesSpecialIpv4(String address) throws Exception {
        assertThat(check(address)).isInstanceOf(AddressVerdict.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::",
                "::1",
                "fe80::1",
                "fc00::1",
                "fd00:ec2::254",
                "fd20:ce::254",
                "ff02::2",
                "100::1",
                "2001::1",
                "2001:2::1",
                "2001:10::1",
                "2001:20::1",
                "2001:db8::1",
                "2001:1ff:ffff::1",
                "3fff::1",
                "3fff:fff:ffff::1",
                "5f00::1",
                "4000::1",
                "64:ff9c::1",
                "fec0::1"
            })
    void refusesSpecialIpv6(String address) throws Exception {
        assertThat(check(address)).isInstanceOf(AddressVerdict.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::ffff:127.0.0.1",
                "::ffff:7f00:1",
                "::ffff:a9fe:a9fe",
                "::127.0.0.1",
                "::8.8.8.8",
                "64:ff9b::7f00:1",
                "64:ff9b::a00:1",
                "64:ff9b:1::a00:1",
                "64:ff9b:1::808:808",
                "2002:7f00:1::",
                "2002:a00:1::1",
                "2002:808:808::1",
                "2001:0:a00:1::1",
                "2001:0:4136:e378:8000:63bf:80ff:fffe",
                "2606:4700::5efe:10.0.0.1",
                "2606:4700::200:5efe:a9fe:a9fe",
                "fe80::5efe:10.0.0.1"
            })
    void refusesPrivateIpv4InsideIpv6(String address) throws Exception {
        assertThat(check(address)).isInstanceOf(AddressVerdict.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.1",
                "168.63.129.15",
                "169.253.255.255",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2001:4860:4860::8888",
                "2606:4700:4700::1111",
                "2001:200::1",
                "2a00:1450::1",
                "::ffff:8.8.8.8",
                "64:ff9b::808:808",
                "2606:4700::5efe:8.8.8.8"
            })
    void allowsPublicUnicast(String address) throws Exception {
        assertThat(check(address)).isInstanceOf(AddressVerdict.Allowed.class);
    }

    @Test
    void opensConfiguredBlocksAndNothingBesides() throws Exception {
        AddressPolicy opened = new AddressPolicy(List.of("10.1.0.0/16", "127.0.0.1", "fd00::/8", "192.168.4.0/22"));

        assertThat(List.of("10.1.255.255", "127.0.0.1", "fdff::1", "192.168.7.255", "64:ff9b::a01:1"))
                .allSatisfy(address -> assertThat(opened.check(InetAddress.getByName(address)))
                        .isInstanceOf(AddressVerdict.Allowed.class));
        assertThat(List.of("10.2.0.0", "127.0.0.2", "fc00::1", "192.168.8.0", "64:ff9b::a02:1"))
                .allSatisfy(address -> assertThat(opened.check(InetAddress.getByName(address)))
                        .isInstanceOf(AddressVerdict.Refused.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/",
                "10.0.0.0/x",
                "10.0.0.0/+8",
                "10.0.0/8",
                "010.0.0.0/8",
                "fd00::/129",
                "fe80::1%eth0/64",
                "[fd00::]/8",
                "example.com",
                "10.0.0.0/8/8",
                "10.0.0.0/0008"
            })
    void refusesABadBlockByName(String cidr) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AddressPolicy(List.of(cidr)))
                .withMessage("allow-addresses: " + cidr + " (expected: a CIDR such as 10.0.0.0/8 or fd00::/8)");
    }

    @Property
    void neverAllowsAnEmbeddedAddressThatItRefusesPlain(@ForAll @Size(4) byte[] ipv4) throws Exception {
        byte[] nat64 = NetUtil.createByteArrayFromIpAddressString("64:ff9b::");
        System.arraycopy(ipv4, 0, nat64, 12, 4);
        assertThat(policy.check(InetAddress.getByAddress(nat64)).getClass())
                .isEqualTo(policy.check(InetAddress.getByAddress(ipv4)).getClass());
    }

    @Property
    void neverAllowsIpv6OutsideGlobalUnicastButTranslated(@ForAll @Size(16) byte[] address) throws Exception {
        boolean global = (address[0] & 0xe0) == 0x20;
        InetAddress parsed = InetAddress.getByAddress(address);
        if (!global && parsed.getAddress().length == 16) {
            assertThat(policy.check(parsed)).isInstanceOf(AddressVerdict.Refused.class);
        }
    }

    private AddressVerdict check(String address) throws Exception {
        return policy.check(InetAddress.getByName(address));
    }
}
