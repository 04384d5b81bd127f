// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.credential.BasicCredential;
import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.credential.OAuth2Credential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.testing.Samples;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FingerprintTest {

    @Test
    void aCredentialIsToldFromAnyOther() {
        List<Credential> all = List.of(
                new BasicCredential(SecretText.of("a"), SecretText.of("bc")),
                new BasicCredential(SecretText.of("ab"), SecretText.of("c")),
                new BasicCredential(SecretText.of("1:a"), SecretText.of("bc")),
                oauth("t", "r", Map.of()),
                oauth("t", "s", Map.of()),
                oauth("t", "r", Map.of("client_id", "c")),
                new OAuth2Credential(SecretText.of("t"), null, null, SecretMap.EMPTY, SecretMap.EMPTY),
                new OAuth2Credential(SecretText.of("t"), null, Samples.NOW, SecretMap.EMPTY, SecretMap.EMPTY));

        assertThat(all.stream().map(Fingerprint::of)).doesNotHaveDuplicates();
    }

    @Test
    void neitherTheRawAnswerNorAnOrderMatters() {
        Map<String, Object> oneWay = new LinkedHashMap<>();
        oneWay.put("client_id", "c");
        oneWay.put("client_secret", "s");
        Map<String, Object> other = new LinkedHashMap<>();
        other.put("client_secret", "s");
        other.put("client_id", "c");
        OAuth2Credential raw = new OAuth2Credential(
                SecretText.of("t"), SecretText.of("r"), null, SecretMap.of(Map.of("n", 1.0)), SecretMap.of(other));

        assertThat(Fingerprint.of(oauth("t", "r", oneWay))).isEqualTo(Fingerprint.of(raw));
    }

    private static OAuth2Credential oauth(String token, String refresh, Map<String, Object> own) {
        return new OAuth2Credential(
                SecretText.of(token), SecretText.of(refresh), null, SecretMap.EMPTY, SecretMap.of(own));
    }
}
