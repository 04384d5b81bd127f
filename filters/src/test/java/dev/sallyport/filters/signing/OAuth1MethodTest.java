// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import org.junit.jupiter.api.Test;

class OAuth1MethodTest {

    private static final String PEM = "-----BEGIN PRIVATE KEY-----\\n"
            + "MIICdgIBADANBgkqhkiG9w0BAQEFAASCAmAwggJcAgEAAoGBALRiMLAh9iimur8V\\n"
            + "A7qVvdqxevEuUkW4K+2KdMXmnQbG9Aa7k7eBjK1S+0LYmVjPKlJGNXHDGuy5Fw/d\\n"
            + "7rjVJ0BLB+ubPK8iA/Tw3hLQgXMRRGRXXCn8ikfuQfjUS1uZSatdLB81mydBETlJ\\n"
            + "hI6GH4twrbDJCR2Bwy/XWXgqgGRzAgMBAAECgYBYWVtleUzavkbrPjy0T5FMou8H\\n"
            + "X9u2AC2ry8vD/l7cqedtwMPp9k7TubgNFo+NGvKsl2ynyprOZR1xjQ7WgrgVB+mm\\n"
            + "uScOM/5HVceFuGRDhYTCObE+y1kxRloNYXnx3ei1zbeYLPCHdhxRYW7T0qcynNmw\\n"
            + "rn05/KO2RLjgQNalsQJBANeA3Q4Nugqy4QBUCEC09SqylT2K9FrrItqL2QKc9v0Z\\n"
            + "zO2uwllCbg0dwpVuYPYXYvikNHHg+aCWF+VXsb9rpPsCQQDWR9TT4ORdzoj+Nccn\\n"
            + "qkMsDmzt0EfNaAOwHOmVJ2RVBspPcxt5iN4HI7HNeG6U5YsFBb+/GZbgfBT3kpNG\\n"
            + "WPTpAkBI+gFhjfJvRw38n3g/+UeAkwMI2TJQS4n8+hid0uus3/zOjDySH3XHCUno\\n"
            + "cn1xOJAyZODBo47E+67R4jV1/gzbAkEAklJaspRPXP877NssM5nAZMU0/O/NGCZ+\\n"
            + "3jPgDUno6WbJn5cqm8MqWhW1xGkImgRk+fkDBquiq4gPiT898jusgQJAd5Zrr6Q8\\n"
            + "AO/0isr/3aa6O6NLQxISLKcPDk2NOccAfS/xOtfOz4sJYM3+Bs4Io9+dZGSDCA54\\n"
            + "Lw03eHTNQghS0A==\\n-----END PRIVATE KEY-----";

    /** Test case of oauth.net's wiki for RSA-SHA1, whose key is public. */
    @Test
    void rsaSignsAsTheWikisExample() {
        OAuth1Method rsa = OAuth1Method.of("RSA-SHA1", SecretText.of(PEM), SecretText.of("unused"));
        String base = "GET&http%3A%2F%2Fphotos.example.net%2Fphotos&file%3Dvacaction.jpg%26oauth_consumer_key%3D"
                + "dpf43f3p2l4k3l03%26oauth_nonce%3D13917289812797014437%26oauth_signature_method%3DRSA-SHA1%26"
                + "oauth_timestamp%3D1196666512%26oauth_version%3D1.0%26size%3Doriginal";

        assertThat(rsa.sign(base))
                .isEqualTo(
                        "jvTp/wX1TYtByB1m+Pbyo0lnCOLIsyGCH7wke8AUs3BpnwZJtAuEJkvQL2/9n4s5wUmUl4aCI4BwpraNx4RtEXMe5qg5"
                                + "T1LVTGliMRpKasKsW//e+RinhejgCuzoH26dyF8iY2ZZ/5D1ilgeijhV/vBka5twt399mXwaYdCwFYE=");
        assertThat(rsa.name()).isEqualTo("RSA-SHA1");
        assertThat(rsa.toString()).doesNotContain("1264", "modulus");
    }

    @Test
    void aKeyThatIsNoneIsTheIntegrationsToMend() {
        assertThatThrownBy(() -> OAuth1Method.of("RSA-SHA1", SecretText.of("canary"), SecretText.of("t")))
                .isInstanceOfSatisfying(GatewayException.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(ErrorCode.MISSING_CONNECTION_CONFIG);
                    assertThat(refusal.details()).containsEntry("variable", "integration.client_secret");
                })
                .hasMessageNotContaining("canary");
    }
}
